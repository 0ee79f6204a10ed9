namespace Kube.Api.FlowControl;

/// <summary>Which flow of which schema a request belongs to, and so its priority level. Good until the request ends, whatever is configured meanwhile.</summary>
public readonly struct FlowMatch
{
    internal FlowMatch(CompiledSchema schema, ulong flow)
    {
        Schema = schema;
        Flow = flow;
    }

    /// <summary>The flow schema's uid; empty for a mandatory one that is not stored yet.</summary>
    public string SchemaUid => Schema.Uid;

    /// <summary>The priority level's uid; empty for a mandatory one that is not stored yet.</summary>
    public string LevelUid => Schema.Level.Uid;

    /// <summary>The flow schema's name.</summary>
    public string SchemaName => Schema.Name;

    /// <summary>The priority level's name.</summary>
    public string LevelName => Schema.Level.Name;

    /// <summary>Whether the level is without limits: what is estimated of its requests decides nothing.</summary>
    public bool IsExempt => Schema.Level.IsExempt;

    /// <summary>Seats that one request of this level may take: a part of what the level has nominally.</summary>
    public int MostSeats => Schema.Level.MostSeats;

    internal CompiledSchema Schema { get; }

    internal ulong Flow { get; }
}
