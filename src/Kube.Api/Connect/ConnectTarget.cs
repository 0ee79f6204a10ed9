using Kube.Api.Aggregation;

namespace Kube.Api.Connect;

/// <summary>The other end of a connection. Immutable.</summary>
public sealed record ConnectTarget
{
    /// <summary>What is carried.</summary>
    public required ConnectKind Kind { get; init; }

    /// <summary>Where to; for a proxy without the request's query. Null: nowhere yet, and the answer is empty.</summary>
    public required Uri? Location { get; init; }

    /// <summary>The other end is a node's own endpoint: the server shows its certificate for nodes, and checks the node's when it was told an authority.
    /// Everything else is nobody that it knows: no certificate is shown and any is taken, as upstream does.</summary>
    public bool IsNode { get; init; }

    /// <summary>The client asked to take any certificate of the node.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>The other end is an API server behind this one; null when it is anybody else.</summary>
    public AggregatedApi? Behind { get; init; }

    /// <summary>What the other end is told beside the client's own headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Answers are passed on as they come, not when a buffer is full.</summary>
    public bool Flushes { get; init; }
}
