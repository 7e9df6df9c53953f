"""What is said on the sockets. Each door has its module of typed messages; `written` turns them into docs/protocol.md and protocol.ts."""
