using Kube.Store.Disk;
using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Snapshots;
using Kube.Store.Wal;
using Kube.Testing.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kube.Store.Tests.Hosting;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddKubeStore_Twice_GivesOneStore()
    {
        using var directory = TestDirectory.Create();
        var services = new ServiceCollection();
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = directory.Path);
        services.AddKubeStore().UseEmbedded();
        await using var provider = services.BuildServiceProvider();

        var store = provider.GetRequiredService<IKeyValueStore>();
        Assert.Same(store, provider.GetRequiredService<ILeaseStore>());
        Assert.Same(store, provider.GetRequiredService<IStoreSnapshots>());
        Assert.Same(store, provider.GetRequiredService<IStoreMaintenance>());
        var result = await store.CommitAsync(Transaction.Put(StoreKey.FromString("a"), "1"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(2, result.Revision);
        Assert.NotEmpty(Directory.GetFiles(directory.Path, "log-*"));
    }

    [Fact]
    public async Task UseEmbedded_OwnDisk_IsUsed()
    {
        var disk = new SimulatedDisk();
        var services = new ServiceCollection();
        services.AddSingleton<IStoreDisk>(disk);
        services.AddKubeStore().UseEmbedded();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IKeyValueStore>().CommitAsync(
            Transaction.Put(StoreKey.FromString("a"), "1"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.NotEmpty(disk.List());
    }

    [Fact]
    public async Task Options_OutOfBounds_AreAllReported()
    {
        var services = new ServiceCollection();
        services.AddKubeStore(store => store.QueueLength = 0).UseEmbedded(wal =>
        {
            wal.Directory = "";
            wal.SegmentBytes = 1;
            wal.GroupDelay = TimeSpan.FromSeconds(2);
        });
        await using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<WalOptions>>().Value);
        Assert.Equal(3, error.Failures.Count());
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<Kube.Store.Hosting.KubeStoreOptions>>().Value);
    }
}
