namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>Which streams a command is to have.</summary>
internal readonly record struct RemoteCommandStreams(bool Stdin, bool Stdout, bool Stderr, bool Tty);
