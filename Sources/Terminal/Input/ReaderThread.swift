import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread that runs one loop to its end, so that waiting for a person never holds a thread of the task pool.
enum ReaderThread {
    /// What the thread runs. It is made on one thread and used on another, never on both.
    protocol Loop: AnyObject {
        func run()
    }

    private final class Start {
        let loop: any Loop

        init(_ loop: any Loop) { self.loop = loop }
    }

    private static let stackBytes = 512 * 1024

    /// Starts a detached thread that runs the loop and then releases it.
    static func start(_ loop: sending some Loop) throws(TerminalError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let start = Unmanaged.passRetained(Start(loop))
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        let result = pthread_create(&thread, &attributes, readerThreadBody, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw .system(operation: "Starting a thread", errno: result)
        }
    }

    fileprivate static func run(_ argument: UnsafeMutableRawPointer) {
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().loop.run()
    }
}

#if canImport(Glibc)
    private func readerThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument { ReaderThread.run(argument) }
        return nil
    }
#else
    private func readerThreadBody(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        ReaderThread.run(argument)
        return nil
    }
#endif
