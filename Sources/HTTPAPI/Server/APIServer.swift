package import AgentRuntime
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP server over a runtime.
package struct APIServer: Sendable {
    /// Why the server does not start.
    package struct StartError: Error, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        package let description: String
    }

    private let api: API
    private let log: ServerLog

    /// Makes a server. Nothing is opened yet.
    ///
    /// - Parameters:
    ///   - resources: metrics of the machine that runs local models, in the Prometheus text format.
    ///   - log: takes JSON lines, without their end.
    /// - Throws: `StartError` when it would listen beyond this machine without a key.
    package init(
        runtime: Runtime, menu: ModelMenu, options: ServerOptions, keys: any KeyRegister,
        resources: @escaping @Sendable () async -> String = { "" }, log: @escaping @Sendable (String) -> Void
    ) throws {
        guard try options.isLoopback || !keys.isEmpty() else {
            throw StartError(
                description: "\(options.host) can be reached from other machines, and there is no key that would keep "
                    + "others out: make one with `farthing keys create NAME`, or listen on 127.0.0.1.")
        }
        api = API(runtime: runtime, menu: menu, options: options, keys: keys, resources: resources)
        self.log = ServerLog(logsAll: options.logsRequests, write: log)
    }

    /// Serves until the task is cancelled or `stop` says so, then lets what is in flight finish.
    ///
    /// - Parameters:
    ///   - stop: returns when the server shall shut down.
    ///   - onListening: told the port once requests are taken.
    /// - Throws: what the system says when it cannot listen.
    package func run(
        until stop: @escaping @Sendable () async -> Void, onListening: @escaping @Sendable (Int) -> Void
    ) async throws {
        let watches = ConnectionWatches()
        let responder = Responder(api: api, watches: watches, log: log)
        var quiet = Logger(label: "farthing.server")
        quiet.logLevel = .critical
        let options = api.options
        let server = try HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionWatch(watches)],
                idleTimeout: .nanoseconds(options.idleTimeout.microseconds * 1000))
        ).buildServer(
            configuration: ServerConfiguration(
                address: .hostname(options.host, port: options.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(options.mostConnections, logger: quiet)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet,
            responder: { request, writer, channel in
                try await responder.respond(to: request, writer: writer, channel: channel)
            },
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? options.port) })
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(
                    service: server, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], logger: quiet)
        configuration.maximumGracefulShutdownDuration = options.drainTime
        let group = ServiceGroup(configuration: configuration)
        let api = api
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await stop()
                api.stop()
                api.alerts.end()
                await api.live.stop()
                await group.triggerGracefulShutdown()
            }
            tasks.addTask { await api.alerts.watch() }
            tasks.addTask { await api.keyWatch.watch() }
            tasks.addTask { await SpareMemory(api.clock).handBack(when: { api.gate.count == 0 }) }
            try await api.runtime.withJobs(ServerQueueDesk(api: api)) { try await group.run() }
            // The wish to stop need not be waited for any more.
            tasks.cancelAll()
        }
    }
}
