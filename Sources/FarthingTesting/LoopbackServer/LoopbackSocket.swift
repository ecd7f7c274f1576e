#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few socket calls of the loopback server, each with the flags it always wants.
enum LoopbackSocket {
    #if canImport(Darwin)
        private static let stream = SOCK_STREAM
        private static let sendFlags = MSG_DONTWAIT
    #else
        #if canImport(Glibc)
            private static let stream = Int32(SOCK_STREAM.rawValue)
        #else
            private static let stream = SOCK_STREAM
        #endif
        private static let sendFlags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    #endif

    /// Returns a socket that listens on 127.0.0.1, and the port that the system chose for it.
    static func listen() throws(LoopbackServerError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw .system("socket", errno) }
        closeOnExec(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(descriptor, address, length) == 0 && systemListen(descriptor, 512) == 0
                && getsockname(descriptor, address, &length) == 0
        }
        guard isBound else {
            let number = errno
            close(descriptor)
            throw .system("bind", number)
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Returns the next connection, or nil when there is none to be had.
    static func accept(_ listener: Int32) -> Int32? {
        let descriptor = systemAccept(listener)
        guard descriptor >= 0 else { return nil }
        closeOnExec(descriptor)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        #if canImport(Darwin)
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        return descriptor
    }

    static func closeOnExec(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    static func close(_ descriptor: Int32) {
        systemClose(descriptor)
    }

    /// Makes reads and writes on the connection end, in whatever thread they are.
    static func shutDown(_ descriptor: Int32) {
        #if canImport(Glibc)
            shutdown(descriptor, Int32(SHUT_RDWR))
        #else
            shutdown(descriptor, SHUT_RDWR)
        #endif
    }

    /// Makes the next `close` send a reset.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Returns the bytes read, 0 at the end, negative on an error.
    static func receive(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    /// What became of an attempt to write without waiting.
    enum Sending {
        case sent(Int), wouldBlock, closed
    }

    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Sending {
        while true {
            let count = systemSend(descriptor, bytes.baseAddress, bytes.count, sendFlags)
            if count >= 0 { return .sent(count) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .closed }
        }
    }

    /// Waits until one of the descriptors can be read (or, if asked, the first one written), and returns which can.
    static func wait(_ first: Int32, writable: Bool = false, orReadable second: Int32 = -1) -> (Bool, Bool) {
        let wanted = Int16(writable ? POLLOUT : POLLIN)
        var set = [
            pollfd(fd: first, events: wanted, revents: 0), pollfd(fd: second, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            if poll(&set, 2, -1) >= 0 { return (set[0].revents != 0, set[1].revents != 0) }
            if errno != EINTR { return (true, true) }
        }
    }
}

// The names are taken inside the enumeration.
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }
private func systemAccept(_ descriptor: Int32) -> Int32 { accept(descriptor, nil, nil) }
private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    send(descriptor, bytes, count, flags)
}
