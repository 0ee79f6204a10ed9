namespace Kube.Store.Wal;

/// <summary>When a transaction is acknowledged.</summary>
public enum Durability
{
    /// <summary>When it is on disk: an acknowledged transaction survives a power cut.</summary>
    Always,

    /// <summary>When the operating system has it; it is on disk at most <see cref="WalOptions.SyncInterval"/> later. It survives the
    /// process being killed; a power cut loses at most the last interval, and never a part of a transaction.</summary>
    Interval,

    /// <summary>When the operating system has it, which writes it when it likes. It survives the process being killed.</summary>
    None,
}
