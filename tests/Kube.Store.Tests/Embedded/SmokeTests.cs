using Kube.Store.Embedded;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Embedded;

public sealed class SmokeTests
{
    [Fact]
    public async Task Store_PutReopen_IsThere()
    {
        var disk = new SimulatedDisk(1);
        var settings = new EmbeddedStoreSettings(disk) { Wal = new() { SegmentBytes = 1 << 16 } };
        var ct = TestContext.Current.CancellationToken;
        for (var round = 0; round < 3; round++)
        {
            await using var store = await EmbeddedStore.OpenAsync(settings);
            Assert.Equal(1 + round * 2000, store.CurrentRevision);
            for (var i = 0; i < 2000; i++)
            {
                var result = await store.CommitAsync(Transaction.Put(StoreKey.FromString($"/k/{i:d5}"), new byte[100]), ct);
                Assert.Equal(2 + round * 2000 + i, result.Revision);
            }
            Assert.Equal(2000, store.Open().Count(KeyRange.All));
            Assert.Equal(2000, store.Open().Ascending(KeyRange.All).Count());
        }
    }
}
