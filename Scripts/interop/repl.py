"""A scripted session at the prompt, in a pseudo-terminal, against PyPI's LiteLLM proxy with mock replies."""
import os
import sys
import tempfile

import pexpect

from harness import SETTINGS, Checks, Proxy, environment

TEXT = "The mock says hello, and counts to three: one, two, three."


def main():
    binary = os.path.abspath(sys.argv[1])
    checks = Checks()
    with Proxy() as proxy, tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/farthing.yaml", "w") as f:
            f.write(SETTINGS.format(port=proxy.port, stream="true"))
        env = environment(folder, MOCK_KEY="sk-interop", TERM="xterm-256color", NO_COLOR="1")
        session = pexpect.spawn(binary, ["chat"], env=env, cwd=folder, encoding="utf-8", timeout=60,
                                dimensions=(40, 120))

        def expect(what, pattern):
            found = session.expect([pattern, pexpect.TIMEOUT, pexpect.EOF])
            checks.true(what, found == 0, session.before[-500:] if isinstance(session.before, str) else "")

        expect("greets with the model", "mock/mock-chat")
        expect("prompts", "› ")
        session.send("Say hello\r")
        expect("answers", TEXT)
        expect("says what it cost", r"conversation \$")
        session.send("/model mocka/mock-chat\r")
        expect("changes the model", "From now on mocka/mock-chat")
        session.send("Again\r")
        expect("answers in the other dialect", TEXT)
        session.send("/cost\r")
        expect("shows both models", "mocka/mock-chat")
        expect("sums up", "total")
        session.send("/quit\r")
        session.expect(pexpect.EOF)
        session.close()
        checks.equal("leaves with 0", session.exitstatus, 0)
    checks.finish()


main()
