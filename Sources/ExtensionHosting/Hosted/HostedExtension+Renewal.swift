import AgentRuntime
import AgentSettings
import NIOConcurrencyHelpers

extension HostedExtension {
    /// Sees to it that the newest version that works is the current one. One task at a time.
    func renew() async {
        let (current, seen, backOff) = state.withLockedValue { ($0.current, $0.fingerprint, $0.backOff) }
        let fingerprint = if case .folder(let folder, _) = origin { FolderFingerprint.of(folder) } else { UInt64(0) }
        let isRunning = current.map { $0.connection.end == nil } ?? false
        if isRunning, fingerprint == seen {
            await refresh(current)
            return
        }
        if let end = current?.connection.end, !isRunning {
            // It ran and has ended: the next start is a restart.
            state.withLockedValue { state in
                state.current = nil
                state.problem = end
                state.backOff.ended(at: setting.clock.uptime)
            }
            setting.say("\(end)")
        }
        let register = QuarantineRegister(folders: setting.folders)
        if let entry = register[name] {
            state.withLockedValue {
                $0.problem = HostingError(.quarantined, extension: name, "it is quarantined: \(entry.reason)")
            }
            return
        }
        let isChanged = fingerprint != seen
        if !isChanged, isRefused { return }
        let now = setting.clock.uptime
        // A changed version has not failed yet.
        guard isChanged || state.withLockedValue({ $0.backOff.allows(at: now) }) else { return }
        if !isRunning, backOff.isExhausted, !isChanged {
            quarantine(register)
            return
        }
        do {
            let source = try await source()
            let guards = source.hooks.filter { $0.onFailure == .propagate || $0.onFailure == .abort }
            state.withLockedValue { $0.guards = guards }
            let instance = try await HostedInstance.start(source, setting)
            instance.isFollowed { [weak self] in
                await self?.prepare()
                return self?.usable
            }
            for notice in instance.notices { setting.say(notice) }
            let replaces: Bool? = state.withLockedValue { state in
                guard !state.isFinished else { return nil }
                defer {
                    state.current = instance
                    state.fingerprint = fingerprint
                    state.problem = nil
                    // What crashes as soon as it was started counts on; what lives for a run has recovered.
                    if state.fingerprint != seen { state.backOff.succeeded() }
                }
                return state.current != nil
            }
            // All was ended while it started.
            guard let replaces else {
                await instance.connection.link?.close()
                return
            }
            if replaces { setting.say("extension \(name): its files have changed; the new version takes over.") }
        } catch {
            failed(error, isRunning: isRunning, fingerprint: fingerprint, register)
        }
    }

    /// Whether its user said no to what it wants, and has not thought better of it.
    private var isRefused: Bool {
        guard state.withLockedValue({ $0.problem })?.code == .notAccepted, case .folder(let folder, _) = origin else {
            return false
        }
        // A manifest that cannot be read any more is looked at again, and reported.
        guard let manifest = try? HostedManifest.read(folder: folder) else { return false }
        return !AcceptedPermissions(folders: setting.folders).contains(manifest, folder: folder)
    }

    private func failed(
        _ error: any Error, isRunning: Bool, fingerprint: UInt64, _ register: QuarantineRegister
    ) {
        let problem = error as? HostingError ?? HostingError(.ended, extension: name, "\(error)")
        let isExhausted = state.withLockedValue { state in
            state.problem = problem
            // The same files are not tried again and again while the last good version runs.
            state.fingerprint = fingerprint
            // Waiting for somebody's word is no failure.
            if !isRunning, problem.code != .notAccepted { state.backOff.failed(at: setting.clock.uptime) }
            return state.backOff.isExhausted
        }
        setting.say(isRunning ? "\(problem) — its last good version stays." : "\(problem)")
        if isExhausted, !isRunning { quarantine(register) }
    }

    private func refresh(_ instance: HostedInstance?) async {
        do { try await instance?.refresh() } catch {
            setting.say("extension \(name) could not list what it offers: \(error)")
        }
        state.withLockedValue { $0.backOff.succeeded() }
    }

    private func quarantine(_ register: QuarantineRegister) {
        let reason = setting.masked(
            state.withLockedValue { $0.problem?.message } ?? "it ended \(BackOff.limit) times in a row")
        do throws(HostingError) {
            try register.add(QuarantineRegister.Entry(name: name, since: setting.clock.now, reason: reason))
        } catch { setting.say("\(error)") }
        state.withLockedValue { state in
            state.problem = HostingError(.quarantined, extension: name, "it is quarantined: \(reason)")
            state.backOff.succeeded()
        }
        setting.say("extension \(name) is quarantined: \(reason). /extensions enable \(name) brings it back.")
    }

    /// What it is started from now, once its user has agreed to it.
    private func source() async throws -> HostedSource {
        switch origin {
        case .server(let server, let given):
            return HostedSource(name, server, workspace: setting.workspace, given: given)
        case .folder(let folder, let given):
            let manifest: HostedManifest
            do throws(SettingsError) { manifest = try HostedManifest.read(folder: folder) } catch {
                throw HostingError(.badSettings, extension: name, error.description)
            }
            guard manifest.name == name else {
                throw HostingError(.badSettings, extension: name, "it now calls itself \(manifest.name): start again")
            }
            try await agree(to: manifest, folder: folder)
            return try HostedSource(manifest, folder: folder, given: given)
        }
    }

    /// Shows the person what the extension wants to do, before its first run and after each change of that.
    private func agree(to manifest: HostedManifest, folder: String) async throws {
        let accepted = AcceptedPermissions(folders: setting.folders)
        guard !accepted.contains(manifest, folder: folder) else { return }
        let earlier = accepted.earlier(folder: folder)
        let news = earlier.map { earlier in manifest.clauses.filter { !earlier.contains($0) } } ?? manifest.clauses
        let question = Question(
            asker: "extension \(name)",
            text: earlier == nil
                ? "May the extension \(name) (\(folder)) run?"
                : "The extension \(name) (\(folder)) has changed. May it run?",
            detail: (news.isEmpty ? manifest.clauses : news).map { "It \($0)." }.joined(separator: "\n  "))
        switch try await setting.person.answer(question) {
        case .yes, .always: try accepted.add(manifest, folder: folder)
        case .no:
            let what = news.joined(separator: ", ")
            throw HostingError(
                .notAccepted, extension: name,
                "it \(what), and nobody agreed to that: `farthing extensions enable \(name)` does")
        }
    }
}
