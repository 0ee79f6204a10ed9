using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Api.Watch;
using Xunit;

namespace Kube.Testing.Client;

/// <summary>What every <see cref="IKubeClient"/> does, whatever carries its requests. Subclass it and give it a client of an empty cluster.</summary>
public abstract class KubeClientConformance
{
    private const string Namespace = "conformance";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a cluster and makes a client of it, as a user who may do everything.</summary>
    protected abstract ValueTask<IConformanceClient> StartAsync();

    /// <summary>What goes in is neither changed nor kept.</summary>
    [Fact]
    public async Task Create_Object_IsNeitherChangedNorKept()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var sent = NewMap("a");
        var made = await maps.CreateAsync(sent, WriteOptions.Default, Cancel);
        Assert.Null(sent.Metadata.Uid);
        Assert.NotSame(sent, made);
        sent.Data!["k"] = "changed by its owner";
        Assert.Equal("1", (await maps.GetAsync(new(Namespace, "a"), Cancel)).Data!["k"]);
    }

    /// <summary>What comes out belongs to the caller.</summary>
    [Fact]
    public async Task Get_Twice_GivesObjectsOfTheirOwn()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        await maps.CreateAsync(NewMap("a"), WriteOptions.Default, Cancel);
        var first = await maps.GetAsync(new(Namespace, "a"), Cancel);
        first.Data!["k"] = "mine";
        first.Metadata.Labels = new() { ["mine"] = "yes" };
        var second = await maps.GetAsync(new(Namespace, "a"), Cancel);
        Assert.Equal("1", second.Data!["k"]);
        Assert.Null(second.Metadata.Labels);
        var listed = await maps.ListAsync(Namespace, ListOptions.Default, Cancel);
        listed.Items[0].Data!["k"] = "mine";
        Assert.Equal("1", (await maps.ListAsync(Namespace, ListOptions.Default, Cancel)).Items[0].Data!["k"]);
    }

    /// <summary>An apply makes the object, owns what it says, takes back what it no longer says, and does not take what is another's.</summary>
    [Fact]
    public async Task Apply_ByTwoManagers_EachOwnsWhatItSays()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var one = new WriteOptions { FieldManager = "one" };
        var map = NewMap("applied");
        map.Data = new() { ["a"] = "1", ["b"] = "1" };
        await maps.ApplyAsync(map, one, Cancel);
        var other = NewMap("applied");
        other.Data = new() { ["c"] = "2" };
        await maps.ApplyAsync(other, new WriteOptions { FieldManager = "two" }, Cancel);
        map.Data.Remove("b");
        var merged = await maps.ApplyAsync(map, one, Cancel);
        Assert.Equal(["a", "c"], merged.Data!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["one", "two"], merged.Metadata.ManagedFields!.Select(entry => entry.Manager!).Order(StringComparer.Ordinal));
        map.Data["c"] = "1";
        var conflict = await Assert.ThrowsAsync<ConflictException>(async () => await maps.ApplyAsync(map, one, Cancel));
        Assert.Equal(".data.c", Assert.Single(conflict.Causes).Field);
        Assert.Equal("1", (await maps.ApplyAsync(map, one with { Force = true }, Cancel)).Data!["c"]);
    }

    /// <summary>A stale update is a conflict, a fresh one goes through.</summary>
    [Fact]
    public async Task Update_StaleRevision_Conflict()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var stale = await maps.CreateAsync(NewMap("a"), WriteOptions.Default, Cancel);
        stale.Data!["k"] = "2";
        var updated = await maps.UpdateAsync(stale, WriteOptions.Default, Cancel);
        Assert.NotEqual(stale.Metadata.ResourceVersion, updated.Metadata.ResourceVersion);
        stale.Data["k"] = "3";
        await Assert.ThrowsAsync<ConflictException>(async () => await maps.UpdateAsync(stale, WriteOptions.Default, Cancel));
    }

    /// <summary>Patches of three kinds change what they say.</summary>
    [Theory]
    [InlineData(PatchType.Json, """[{"op":"replace","path":"/data/k","value":"2"}]""")]
    [InlineData(PatchType.Merge, """{"data":{"k":"2"}}""")]
    [InlineData(PatchType.StrategicMerge, """{"data":{"k":"2"}}""")]
    public async Task Patch_OfEachKind_ChangesTheObject(PatchType type, string patch)
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        await maps.CreateAsync(NewMap("a"), WriteOptions.Default, Cancel);
        var patched = await maps.PatchAsync(new(Namespace, "a"), new(type, Encoding.UTF8.GetBytes(patch)), WriteOptions.Default, Cancel);
        Assert.Equal("2", patched.Data!["k"]);
    }

    /// <summary>Deletions answer null for an object that is gone, and a missing one is said to be missing.</summary>
    [Fact]
    public async Task Delete_Object_IsGone()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        await maps.CreateAsync(NewMap("a"), WriteOptions.Default, Cancel);
        Assert.Null(await maps.DeleteAsync(new(Namespace, "a"), new V1DeleteOptions(), Cancel));
        var error = await Assert.ThrowsAsync<NotFoundException>(async () => await maps.GetAsync(new(Namespace, "a"), Cancel));
        Assert.Equal("configmaps \"a\" not found", error.Message);
    }

    /// <summary>A list in parts holds every object once, in order.</summary>
    [Fact]
    public async Task ListAll_InParts_GivesEveryObjectOnce()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        for (var i = 0; i < 7; i++) await maps.CreateAsync(NewMap($"m{i}"), WriteOptions.Default, Cancel);
        var names = new List<string?>();
        await foreach (var map in maps.ListAllAsync(Namespace, new ListOptions { Limit = 3 }, Cancel)) names.Add(map.Metadata.Name);
        Assert.Equal(["m0", "m1", "m2", "m3", "m4", "m5", "m6"], names);
    }

    /// <summary>A watch from a list's revision misses nothing and repeats nothing.</summary>
    [Fact]
    public async Task Watch_FromAList_SeesEveryChange()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var start = await maps.ListAsync(Namespace, ListOptions.Default, Cancel);
        await maps.CreateAsync(NewMap("a"), WriteOptions.Default, Cancel);
        var seen = new List<string>();
        await foreach (var change in maps.WatchAsync(Namespace, new ListOptions { ResourceVersion = start.ResourceVersion }, Cancel))
        {
            seen.Add($"{change.Type} {change.Object.Metadata.Name} {change.Object.Data!["k"]}");
            Assert.Equal(change.ResourceVersion, change.Object.Metadata.ResourceVersion);
            if (seen.Count == 1) await maps.PatchAsync(new(Namespace, "a"), new(PatchType.Merge, """{"data":{"k":"2"}}"""u8.ToArray()), WriteOptions.Default, Cancel);
            if (seen.Count == 2) await maps.DeleteAsync(new(Namespace, "a"), new V1DeleteOptions(), Cancel);
            if (seen.Count == 3) break;
        }

        Assert.Equal([$"{WatchEventType.Added} a 1", $"{WatchEventType.Modified} a 2", $"{WatchEventType.Deleted} a 2"], seen);
    }

    /// <summary>Objects as trees say what typed ones say.</summary>
    [Fact]
    public async Task Dynamic_Object_IsTheSameAsTyped()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.For(new GroupVersionResource("", "v1", "configmaps"));
        var sent = (TreeObject)TreeNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"d","namespace":"conformance"},"data":{"k":"1"}}""");
        var made = await maps.CreateAsync(new DynamicObject(sent), WriteOptions.Default, Cancel);
        Assert.NotEqual("", made.ResourceVersion);
        var typed = await cluster.Client.For<V1ConfigMap>().GetAsync(new(Namespace, "d"), Cancel);
        Assert.Equal(made.ResourceVersion, typed.Metadata.ResourceVersion);
        Assert.Equal("1", typed.Data!["k"]);
        var replaced = await maps.UpdateAsync(new DynamicObject(made.Tree.With("data", TreeNode.Parse("""{"k":"2"}"""))), WriteOptions.Default, Cancel);
        Assert.Equal("2", replaced.Tree.GetObject("data"u8)!.GetString("k"u8));
    }

    /// <summary>Metadata alone is read, watched, patched and deleted like whole objects.</summary>
    [Fact]
    public async Task Metadata_OfObjects_IsAllThereIs()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var maps = cluster.Client.Metadata(new GroupVersionResource("", "v1", "configmaps"));
        var made = await cluster.Client.For<V1ConfigMap>().CreateAsync(NewMap("m"), WriteOptions.Default, Cancel);
        Assert.Equal(made.Metadata.Uid, (await maps.GetAsync(new(Namespace, "m"), Cancel)).Metadata.Uid);
        var listed = await maps.ListAsync(Namespace, ListOptions.Default, Cancel);
        Assert.Equal(made.Metadata.ResourceVersion, Assert.Single(listed.Items).Metadata.ResourceVersion);
        await maps.PatchAsync(new(Namespace, "m"), new(PatchType.Merge, """{"metadata":{"labels":{"a":"b"}}}"""u8.ToArray()), WriteOptions.Default, Cancel);
        await maps.DeleteAsync(new(Namespace, "m"), new(), Cancel);
        List<string> seen = [];
        await foreach (var change in maps.WatchAsync(Namespace, new() { ResourceVersion = listed.ResourceVersion }, Cancel))
        {
            seen.Add($"{change.Type} {change.Object.Metadata.Name} {change.Object.Metadata.Labels?["a"]}");
            if (change.Type == WatchEventType.Deleted) break;
        }

        Assert.Equal(["Modified m b", "Deleted m b"], seen);
    }

    /// <summary>A status is written through its own address and nothing else is.</summary>
    [Fact]
    public async Task Status_Update_ChangesTheStatusAlone()
    {
        await using var cluster = await StartWithNamespaceAsync();
        var namespaces = cluster.Client.For<V1Namespace>();
        var ns = await namespaces.GetAsync(new(Namespace), Cancel);
        ns.Metadata.Labels!["other"] = "label";
        ns.Status.Conditions = [new() { Type = "Seen", Status = "True" }];
        var updated = await namespaces.UpdateAsync(new(Namespace), "status", ns, WriteOptions.Default, Cancel);
        Assert.Equal("Seen", Assert.Single(updated.Status.Conditions!).Type);
    }

    private static V1ConfigMap NewMap(string name) =>
        new() { Metadata = new() { Name = name, Namespace = Namespace }, Data = new() { ["k"] = "1" } };

    private async Task<IConformanceClient> StartWithNamespaceAsync()
    {
        var cluster = await StartAsync();
        await cluster.Client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = Namespace } }, WriteOptions.Default, Cancel);
        return cluster;
    }
}
