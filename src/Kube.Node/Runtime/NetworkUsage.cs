namespace Kube.Node.Runtime;

/// <summary>Traffic of a sandbox's interface since it was made.</summary>
public sealed record NetworkUsage
{
    /// <summary>When it was measured.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The interface, such as <c>eth0</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>Bytes received.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Receive errors.</summary>
    public long ReceiveErrors { get; init; }

    /// <summary>Bytes sent.</summary>
    public long SentBytes { get; init; }

    /// <summary>Send errors.</summary>
    public long SendErrors { get; init; }
}
