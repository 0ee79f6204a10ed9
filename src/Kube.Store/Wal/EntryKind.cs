namespace Kube.Store.Wal;

/// <summary>What an entry of a record or checkpoint says. The numbers are on disk.</summary>
internal enum EntryKind : byte
{
    /// <summary>A key's version with its value; version 0 marks a deletion and has none.</summary>
    Version = 1,

    /// <summary>In a checkpoint: a superseded version whose value stays where it lies; the entry's value is its place.</summary>
    Reference = 2,

    /// <summary>A lease came into being: lease = its id, version = seconds.</summary>
    Grant = 3,

    /// <summary>A lease ended: lease = its id.</summary>
    Revoke = 4,

    /// <summary>Revisions before the mod revision are discarded.</summary>
    Compact = 5,
}
