using Kube.Store.Embedded;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Wal;

/// <summary>What a crash can cause is repaired, what it cannot cause is refused: design, the tail rule.</summary>
public sealed class DamageTests
{
    private const string First = "log-00000001";
    private readonly SimulatedDisk _disk = new(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recovery_LastRecordCutShort_IsDropped()
    {
        await WriteAsync(5, valueBytes: 2000);
        var log = _disk.Read(First);
        var records = RecordsOf(log);
        _disk.Replace(First, log.AsSpan(0, (int)records[^1] + 1000));
        await ExpectAsync(4);
    }

    [Fact]
    public async Task Recovery_LastRecordMissesASector_IsDropped()
    {
        await WriteAsync(5, valueBytes: 2000);
        var log = _disk.Read(First);
        var sector = ((int)RecordsOf(log)[^1] / 512 + 2) * 512;
        log.AsSpan(sector, 512).Clear();
        _disk.Replace(First, log);
        await ExpectAsync(4);
        await ExpectAsync(4);
    }

    [Fact]
    public async Task Recovery_LastRecordMissesItsHead_IsDropped()
    {
        await WriteAsync(5, valueBytes: 2000);
        var log = _disk.Read(First);
        var head = (int)RecordsOf(log)[^1];
        log.AsSpan(head, 512 - head % 512).Clear();
        _disk.Replace(First, log);
        await ExpectAsync(4);
    }

    [Fact]
    public async Task Recovery_ValueOfZeros_IsNotTakenForATear()
    {
        await WriteAsync(5, valueBytes: 5000, fill: 0);
        await ExpectAsync(5);
    }

    /// <summary>A complete record that does not match its checksum is no tear, be it the last and be it full of zeros.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 0)]
    public async Task Recovery_FlippedBitInARecord_RefusesToOpen(int record, byte fill)
    {
        await WriteAsync(5, valueBytes: 2000, fill);
        var log = _disk.Read(First);
        var at = RecordsOf(log)[record];
        log[at + 100] ^= 0x10;
        _disk.Replace(First, log);
        await ExpectRefusalAsync(First, at);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(28)]
    public async Task Recovery_FlippedBitInAHead_RefusesToOpen(int field)
    {
        await WriteAsync(5, valueBytes: 300);
        var log = _disk.Read(First);
        var at = RecordsOf(log)[^1];
        log[at + field] ^= 0x04;
        _disk.Replace(First, log);
        await ExpectRefusalAsync(First, at);
    }

    /// <summary>A record that is incomplete and was acknowledged, as what follows it says, is not cut.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recovery_SectorLostInTheMiddle_RefusesToOpen(bool head)
    {
        await WriteAsync(5, valueBytes: 2000);
        var log = _disk.Read(First);
        var at = RecordsOf(log)[2];
        var from = head ? (int)at : ((int)at / 512 + 1) * 512;
        log.AsSpan(from, 512 - from % 512).Clear();
        _disk.Replace(First, log);
        await ExpectRefusalAsync(First, at);
    }

    [Fact]
    public async Task Recovery_SegmentMissing_RefusesToOpen()
    {
        await WriteAsync(40, valueBytes: 2000);
        var segments = _disk.List().Where(name => name.StartsWith("log-", StringComparison.Ordinal)).ToArray();
        Assert.True(segments.Length > 3);
        _disk.Delete(segments[1]);
        await Assert.ThrowsAsync<LogCorruptException>(() => EmbeddedStore.OpenAsync(Settings()).AsTask());
    }

    [Fact]
    public async Task Recovery_CheckpointDamaged_RefusesToOpen()
    {
        await WriteAsync(40, valueBytes: 2000, checkpoint: true);
        var name = Assert.Single(_disk.List(), name => name.StartsWith("checkpoint-", StringComparison.Ordinal));
        var bytes = _disk.Read(name);
        bytes[bytes.Length / 2] ^= 1;
        _disk.Replace(name, bytes);
        var error = await Assert.ThrowsAsync<LogCorruptException>(() => EmbeddedStore.OpenAsync(Settings()).AsTask());
        Assert.Equal($"/simulated/{name}", error.Path);
    }

    [Fact]
    public async Task Recovery_OtherFormatVersion_SaysSo()
    {
        await WriteAsync(1, valueBytes: 10);
        var log = _disk.Read(First);
        new SegmentHeader(9, 1, 0, 1, 1).Write(log);
        _disk.Replace(First, log);
        var error = await Assert.ThrowsAsync<LogFormatException>(() => EmbeddedStore.OpenAsync(Settings()).AsTask());
        Assert.Equal((9, 1), (error.Version, error.SupportedVersion));
    }

    /// <summary>A value that is read back is checked again.</summary>
    [Fact]
    public async Task OpenAt_SupersededValueDamaged_Throws()
    {
        await WriteAsync(1, valueBytes: 600);
        await using var store = await EmbeddedStore.OpenAsync(Settings());
        await store.CommitAsync(Transaction.Put(Key(0), new byte[10]), Cancel);
        Assert.True(store.OpenAt(2).TryGet(Key(0).Span, out _));
        _disk.FlipBit(First, 500);
        Assert.Throws<LogCorruptException>(() => store.OpenAt(2).TryGet(Key(0).Span, out _));
    }

    private EmbeddedStoreSettings Settings() => new(_disk) { Wal = new() { SegmentBytes = 16 << 10, CheckpointBytes = 1 << 30 } };

    private async Task WriteAsync(int count, int valueBytes, byte fill = 7, bool checkpoint = false)
    {
        var settings = Settings();
        if (checkpoint)
            settings.Wal.CheckpointBytes = 10_000;
        await using var store = await EmbeddedStore.OpenAsync(settings);
        var value = new byte[valueBytes];
        value.AsSpan().Fill(fill);
        for (var i = 0; i < count; i++)
            await store.CommitAsync(Transaction.Put(Key(i % 10), value), Cancel);
        if (!checkpoint)
            return;
        await store.CompactAsync(store.CurrentRevision, Cancel);
        while (!_disk.List().Any(name => name.StartsWith("checkpoint-", StringComparison.Ordinal)
            && !name.EndsWith(".tmp", StringComparison.Ordinal)) || _disk.List().Contains(First))
        {
            await store.CommitAsync(Transaction.Put(Key(0), value), Cancel);
        }
    }

    private async Task ExpectAsync(int transactions)
    {
        await using var store = await EmbeddedStore.OpenAsync(Settings());
        Assert.Equal(transactions + 1, store.CurrentRevision);
        Assert.Equal(transactions, store.Open().Count(KeyRange.All));
    }

    private async Task ExpectRefusalAsync(string name, long offset)
    {
        var before = _disk.Read(name);
        var error = await Assert.ThrowsAsync<LogCorruptException>(() => EmbeddedStore.OpenAsync(Settings()).AsTask());
        Assert.Equal(($"/simulated/{name}", offset), (error.Path, error.Offset));
        Assert.Contains("Restore", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _disk.Read(name));
    }

    private static List<long> RecordsOf(byte[] log)
    {
        var offsets = new List<long>();
        for (long at = SegmentHeader.Bytes; RecordHeader.TryRead(log.AsSpan((int)at), 1, out var header); at += header.TotalBytes)
            offsets.Add(at);
        return offsets;
    }

    private static StoreKey Key(int i) => StoreKey.FromString($"/k/{i}");
}
