namespace Kube.Store.Kv;

/// <summary>Field of an entry that a <see cref="Compare"/> looks at.</summary>
public enum CompareTarget
{
    /// <summary>Number of writes since creation.</summary>
    Version,

    /// <summary>Revision of creation.</summary>
    CreateRevision,

    /// <summary>Revision of the last write.</summary>
    ModRevision,

    /// <summary>The value's bytes.</summary>
    Value,

    /// <summary>The lease.</summary>
    Lease,
}
