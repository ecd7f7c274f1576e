#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A detached thread around blocking socket calls.
enum LoopbackThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread. Returns false when the system has no more.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(&thread, nil, runBody, body.toOpaque())
        #else
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, runBody, body.toOpaque())
        #endif
        if code == 0 { detach(thread) } else { body.release() }
        return code == 0
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
        LoopbackThread.run(context)
        return nil
    }
#else
    private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let context { LoopbackThread.run(context) }
        return nil
    }
#endif
