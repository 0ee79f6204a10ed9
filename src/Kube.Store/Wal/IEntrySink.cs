namespace Kube.Store.Wal;

/// <summary>Takes what a log or checkpoint says, entry by entry, in order.</summary>
internal interface IEntrySink
{
    void Accept(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long place);

    void RecordDone(long revision);
}
