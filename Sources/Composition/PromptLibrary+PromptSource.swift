import AgentRuntime
import PromptTemplates

extension PromptLibrary: PromptSource {}
