using Kube.Store.Errors;
using Kube.Store.Kv;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>Leases.</summary>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>When a lease ends its keys are deleted, in key order, in one transaction.</summary>
    [Fact]
    public async Task Lease_Expires_DeletesItsKeysTogether()
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time, null);
        var lease = await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10) }, Cancel);
        await PutAsync(store, "b", "1", lease.LeaseId);
        await PutAsync(store, "a", "1", lease.LeaseId);
        await PutAsync(store, "stays");
        Assert.Equal(["a", "b"], (await store.Leases.GetAsync(lease.LeaseId, Cancel)).Keys.Select(key => key.ToString()));

        var events = EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 5 }, 2);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(1), (await store.Leases.GetAsync(lease.LeaseId, Cancel)).Remaining);
        await UntilAsync(time, TimeSpan.FromSeconds(1), events);
        Assert.Equal(["5.0 Delete a 1 -> (nothing)", "5.1 Delete b 1 -> (nothing)"], (await events).Select(Line));
        Assert.Equal(["stays=v"], await RangeAsync(store, new() { Range = KeyRange.All }));
        await Assert.ThrowsAsync<LeaseNotFoundException>(() => store.Leases.GetAsync(lease.LeaseId, Cancel).AsTask());
        Assert.Empty(await store.Leases.ListAsync(Cancel));
    }

    /// <summary>Keeping a lease alive gives it its whole time again.</summary>
    [Fact]
    public async Task Lease_KeptAlive_LivesOn()
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time, null);
        var lease = await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel);
        await PutAsync(store, "a", "1", 5);
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(8));
            Assert.Equal(lease.TimeToLive, (await store.Leases.KeepAliveAsync(5, Cancel)).Remaining);
        }
        Assert.Single(await RangeAsync(store, new() { Range = KeyRange.All }));
        await UntilAsync(time, TimeSpan.FromSeconds(10), EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 3 }, 1));
        await Assert.ThrowsAsync<LeaseNotFoundException>(() => store.Leases.KeepAliveAsync(5, Cancel).AsTask());
    }

    /// <summary>Revoking deletes at once; a lease of no keys takes no revision.</summary>
    [Fact]
    public async Task Lease_Revoked_DeletesItsKeys()
    {
        await using var store = await OpenAsync();
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel);
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 6 }, Cancel);
        Assert.Equal(5, (await Assert.ThrowsAsync<LeaseExistsException>(
            () => store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel).AsTask())).LeaseId);
        Assert.Equal([5L, 6L], await store.Leases.ListAsync(Cancel));
        await PutAsync(store, "a", "1", 5);
        Assert.Equal(3, await store.Leases.RevokeAsync(5, Cancel));
        Assert.Equal(3, await store.Leases.RevokeAsync(6, Cancel));
        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.All }));
        await Assert.ThrowsAsync<LeaseNotFoundException>(() => store.Leases.RevokeAsync(5, Cancel).AsTask());
    }

    /// <summary>A key belongs to the lease of its last write.</summary>
    [Fact]
    public async Task Lease_KeyWrittenAgain_MovesToTheNewLease()
    {
        await using var store = await OpenAsync();
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel);
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 6 }, Cancel);
        await PutAsync(store, "a", "1", 5);
        await PutAsync(store, "b", "1", 5);
        await PutAsync(store, "c", "1", 5);
        await PutAsync(store, "a", "2", 6);
        await PutAsync(store, "b", "2");
        await DeleteAsync(store, "c");
        Assert.Empty((await store.Leases.GetAsync(5, Cancel)).Keys);
        var revision = store.Snapshots.CurrentRevision;
        Assert.Equal(revision, await store.Leases.RevokeAsync(5, Cancel));
        Assert.Equal(["a=2", "b=2"], await RangeAsync(store, new() { Range = KeyRange.All }));
        await store.Leases.RevokeAsync(6, Cancel);
        Assert.Equal(["b=2"], await RangeAsync(store, new() { Range = KeyRange.All }));
    }

    /// <summary>However often keys come to a lease and leave it, it has those that are attached now.</summary>
    [Fact]
    public async Task Lease_KeysComeAndGo_HasThoseThatAreAttached()
    {
        await using var store = await OpenAsync();
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel);
        for (var i = 0; i < 200; i++)
        {
            await PutAsync(store, "goes", "1", 5);
            await PutAsync(store, $"stays-{i % 10}", "1", i % 3 == 0 ? 0 : 5);
            await DeleteAsync(store, "goes");
        }
        await PutAsync(store, "last", "1", 5);
        // Of the last ten rounds: 190, 191, 193, 194, 196, 197 and 199.
        string[] attached = ["last", "stays-0", "stays-1", "stays-3", "stays-4", "stays-6", "stays-7", "stays-9"];
        Assert.Equal(attached, (await store.Leases.GetAsync(5, Cancel)).Keys.Select(key => key.ToString()));
        await store.Leases.RevokeAsync(5, Cancel);
        Assert.Equal(["stays-2=1", "stays-5=1", "stays-8=1"], await RangeAsync(store, new() { Range = KeyRange.All }));
    }

    /// <summary>A lease survives a restart, with its whole time before it and its keys attached.</summary>
    [Fact]
    public async Task Lease_Reopened_BeginsAnew()
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time, null);
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(10), LeaseId = 5 }, Cancel);
        await PutAsync(store, "a", "1", 5);
        time.Advance(TimeSpan.FromSeconds(9));
        await store.ReopenAsync();
        var lease = await store.Leases.GetAsync(5, Cancel);
        Assert.Equal(TimeSpan.FromSeconds(10), lease.Remaining);
        Assert.Equal(["a"], lease.Keys.Select(key => key.ToString()));
        await UntilAsync(time, TimeSpan.FromSeconds(10), EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 3 }, 1));
        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.All }));
    }

    /// <summary>A time to live outside etcd's bounds is refused; a fraction of a second is rounded up.</summary>
    [Fact]
    public async Task GrantAsync_TimeToLive_IsChecked()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.Zero }, Cancel).AsTask());
        Assert.Equal(TimeSpan.FromSeconds(2), (await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(1.1) }, Cancel)).TimeToLive);
        var other = await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromSeconds(5) }, Cancel);
        Assert.Equal(2, (await store.Leases.ListAsync(Cancel)).Count);
        Assert.True(other.LeaseId > 0);
    }

    /// <summary>Moves the clock until something that waits for it has happened; the store's own loop needs a moment to see the clock.</summary>
    private static async Task UntilAsync(ManualTime time, TimeSpan step, Task happened)
    {
        while (!happened.IsCompleted)
        {
            time.Advance(step);
            await Task.Yield();
        }
        await happened;
    }
}
