#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A detached thread around blocking C code.
package enum DetachedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that runs the body with every asynchronous signal blocked, so that signals reach the threads
    /// that expect them and a broken connection cannot raise SIGPIPE. Returns false when there are no more threads.
    ///
    /// - Parameters:
    ///   - isBackground: whether it gives way to every other thread that has work.
    ///   - body: what it does.
    package static func start(isBackground: Bool = false, _ body: @escaping @Sendable () -> Void) -> Bool {
        var blocked = sigset_t()
        var previous = sigset_t()
        sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&blocked, fault) }
        // The new thread inherits the mask of its creator, and the threads that it starts inherit its own.
        pthread_sigmask(SIG_BLOCK, &blocked, &previous)
        let code = create(
            Unmanaged.passRetained(
                Body {
                    if isBackground { giveWay() }
                    body()
                }))
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        return code == 0
    }

    private static func giveWay() {
        // What fails leaves the thread as important as the others.
        #if canImport(Darwin)
            pthread_set_qos_class_self_np(QOS_CLASS_BACKGROUND, 0)
        #elseif canImport(Glibc)
            // To the kernel 0 is the calling thread, not its process.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    private static func create(_ body: Unmanaged<Body>) -> Int32 {
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(&thread, nil, runBody, body.toOpaque())
        #else
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, runBody, body.toOpaque())
        #endif
        if code == 0 { detach(thread) } else { body.release() }
        return code
    }

    private static func detach(_ thread: pthread_t?) {
        if let thread { pthread_detach(thread) }
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }
}

// Functions of the file: as closures they crash the region analysis of Swift 6.3.1.
#if canImport(Darwin)
    private func runBody(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        DetachedThread.run(context)
        return nil
    }
#else
    private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let context { DetachedThread.run(context) }
        return nil
    }
#endif
