namespace Kube.Store.Kv;

/// <summary>Field by which a range is sorted.</summary>
public enum RangeSort
{
    /// <summary>The key; the store's own order, and the only one that does not read the whole range.</summary>
    Key,

    /// <summary>Number of writes since creation.</summary>
    Version,

    /// <summary>Revision of creation.</summary>
    CreateRevision,

    /// <summary>Revision of the last write.</summary>
    ModRevision,

    /// <summary>The value's bytes.</summary>
    Value,
}
