"""What is said on the sockets. Each door has its module of messages; `written` makes docs/protocol.md and
protocol.ts of them."""
