/// The agent's prompts as they are built into the program, by file name.
///
/// A file of the same name in a nearer place replaces one of these, or builds on it by `{{include original}}`. Every
/// prompt may use `platform`. The others are given to:
///
/// | prompt | variables |
/// |---|---|
/// | `agent.system.main` and what it includes | `agent_name` `workspace` `tools_native` `is_subordinate` `tools` |
/// | `agent.system.tool.*`: the description of a tool | none |
/// | `fw.repeated_call` | `times` |
/// | `fw.misformat`, `fw.unusable_reply` | `reason` `tools` |
/// | `fw.intervention` | `message` |
/// | `fw.tool_not_found` | `tool` `tools` |
/// | `fw.tool_error` | `tool` `error` |
/// | `fw.tool_result` | `tool` `result` |
/// | `fw.extras` | `extras` |
/// | `fw.limit_reached` | `limit` |
/// | `fw.interrupted`, `fw.subordinate_hint` | none |
package enum Prompts {
    /// The file names, sorted.
    package static let names = texts.keys.sorted()

    /// The text of a file; nil when there is none of that name.
    package static func text(_ name: String) -> String? {
        texts[name].map { String(decoding: $0(), as: UTF8.self) }
    }

    /// The embedded bytes by file name. Each is listed here and in the package's manifest; a test compares with the
    /// folder.
    private static let texts: [String: @Sendable () -> [UInt8]] = [
        "agent.system.main.communication.md": { PackageResources.agent_system_main_communication_md },
        "agent.system.main.environment.md": { PackageResources.agent_system_main_environment_md },
        "agent.system.main.md": { PackageResources.agent_system_main_md },
        "agent.system.main.role.md": { PackageResources.agent_system_main_role_md },
        "agent.system.main.solving.md": { PackageResources.agent_system_main_solving_md },
        "agent.system.main.tools.native.md": { PackageResources.agent_system_main_tools_native_md },
        "agent.system.main.tools.text.md": { PackageResources.agent_system_main_tools_text_md },
        "agent.system.tool.call_subordinate.md": { PackageResources.agent_system_tool_call_subordinate_md },
        "agent.system.tool.list_files.md": { PackageResources.agent_system_tool_list_files_md },
        "agent.system.tool.read_file.md": { PackageResources.agent_system_tool_read_file_md },
        "agent.system.tool.response.md": { PackageResources.agent_system_tool_response_md },
        "agent.system.tool.search_files.md": { PackageResources.agent_system_tool_search_files_md },
        "agent.system.tool.shell.md": { PackageResources.agent_system_tool_shell_md },
        "agent.system.tool.write_file.md": { PackageResources.agent_system_tool_write_file_md },
        "fw.extras.md": { PackageResources.fw_extras_md },
        "fw.interrupted.md": { PackageResources.fw_interrupted_md },
        "fw.intervention.md": { PackageResources.fw_intervention_md },
        "fw.limit_reached.md": { PackageResources.fw_limit_reached_md },
        "fw.misformat.md": { PackageResources.fw_misformat_md },
        "fw.repeated_call.md": { PackageResources.fw_repeated_call_md },
        "fw.subordinate_hint.md": { PackageResources.fw_subordinate_hint_md },
        "fw.tool_error.md": { PackageResources.fw_tool_error_md },
        "fw.tool_not_found.md": { PackageResources.fw_tool_not_found_md },
        "fw.tool_result.md": { PackageResources.fw_tool_result_md },
        "fw.unusable_reply.md": { PackageResources.fw_unusable_reply_md },
    ]
}
