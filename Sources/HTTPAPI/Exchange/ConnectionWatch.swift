import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTPTypes

/// Tells when a connection's client is gone, so that nobody goes on paying for an answer that nobody reads.
///
/// A client that closes its side counts as gone: none of those that talk to model servers goes on reading after that.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPRequestPart

    private struct State {
        var isGone = false
        var onGone: (@Sendable () -> Void)?
    }

    private let state = NIOLockedValueBox(State())
    private let watches: ConnectionWatches

    init(_ watches: ConnectionWatches) { self.watches = watches }

    /// Calls `onGone` once the client is gone, at once if it is already; nil stops that.
    func whenGone(_ onGone: (@Sendable () -> Void)?) {
        let isGone = state.withLockedValue { state in
            state.onGone = state.isGone ? nil : onGone
            return state.isGone
        }
        if isGone { onGone?() }
    }

    func handlerAdded(context: ChannelHandlerContext) { watches.add(self, of: context.channel) }

    func handlerRemoved(context: ChannelHandlerContext) {
        watches.remove(context.channel)
        gone()
    }

    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { gone() }
        context.fireUserInboundEventTriggered(event)
    }

    private func gone() {
        let onGone = state.withLockedValue { state in
            state.isGone = true
            defer { state.onGone = nil }
            return state.onGone
        }
        onGone?()
    }
}

/// The watches of all open connections.
final class ConnectionWatches: Sendable {
    private let all = NIOLockedValueBox<[ObjectIdentifier: ConnectionWatch]>([:])

    /// How many connections are open.
    var count: Int { all.withLockedValue { $0.count } }

    /// The watch of a connection; nil when it is closed.
    subscript(channel: any Channel) -> ConnectionWatch? { all.withLockedValue { $0[ObjectIdentifier(channel)] } }

    func add(_ watch: ConnectionWatch, of channel: any Channel) {
        all.withLockedValue { $0[ObjectIdentifier(channel)] = watch }
    }

    func remove(_ channel: any Channel) {
        all.withLockedValue { $0[ObjectIdentifier(channel)] = nil }
    }
}
