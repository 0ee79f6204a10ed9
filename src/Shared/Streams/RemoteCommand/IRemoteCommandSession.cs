namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>The server's end of one remote command, whichever protocol carries it.</summary>
internal interface IRemoteCommandSession : IAsyncDisposable
{
    /// <summary>What the client types; null when it sends none.</summary>
    Stream? Stdin { get; }

    /// <summary>Where output goes; null when the client wants none.</summary>
    Stream? Stdout { get; }

    /// <summary>Where error output goes; null when the client wants none.</summary>
    Stream? Stderr { get; }

    /// <summary>Cancelled when the client is gone.</summary>
    CancellationToken Gone { get; }

    /// <summary>Sends the last word after all output, and closes in order.</summary>
    Task FinishAsync(RemoteCommandStatus status);
}
