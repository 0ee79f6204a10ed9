using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.CustomResources;

/// <summary>Custom resources among the others: owners, namespaces and definitions take them along.</summary>
public sealed class CustomResourceLifeTests
{
    private static readonly GroupVersionResource s_widgets = new("life.example.com", "v1", "widgets");

    [Fact]
    public async Task Delete_NamespaceWithCustomResource_TakesItAlong()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        await AddAsync(cluster, "team", "w", null);

        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);

        Assert.Null(await cluster.FindAsync<V1Namespace>("", "team"));
        Assert.Empty(await ListAsync(cluster));
    }

    [Fact]
    public async Task Delete_Owner_TakesCustomResourceAlong_AndTheOtherWayRound()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        var owner = await cluster.AddAsync(new V1ConfigMap { Metadata = new() { Name = "owner", Namespace = "team" } });
        var widget = await AddAsync(cluster, "team", "w", $$$"""[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{{owner.Metadata.Uid}}}"}]""");
        await cluster.AddAsync(new V1Secret
        {
            Metadata = new()
            {
                Name = "mine", Namespace = "team",
                OwnerReferences = [new() { ApiVersion = "life.example.com/v1", Kind = "Widget", Name = "w", Uid = widget.Tree.GetObject("metadata"u8)!.GetString("uid"u8)! }],
            },
        });
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(40), Cancel);

        await cluster.DeleteAsync<V1ConfigMap>("team", "owner");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);

        Assert.Empty(await ListAsync(cluster));
        Assert.Null(await cluster.FindAsync<V1Secret>("team", "mine"));
    }

    [Fact]
    public async Task Delete_Definition_WaitsForInstances_AndAgainMakesAnotherResource()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        await AddAsync(cluster, "team", "w", null, finalizer: "tests.example/held");
        await cluster.DeleteAsync<V1CustomResourceDefinition>("", "widgets.life.example.com");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1CustomResourceDefinition>("", "widgets.life.example.com"));
        Assert.Single(await ListAsync(cluster));

        await cluster.Client.For(s_widgets).PatchAsync(
            new("team", "w"), new(PatchType.Merge, """{"metadata":{"finalizers":null}}"""u8.ToArray()), WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        Assert.Null(await cluster.FindAsync<V1CustomResourceDefinition>("", "widgets.life.example.com"));

        await cluster.AddAsync(Definition());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty(await ListAsync(cluster));
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await ClusterObjects.StartAsync(static controllers => controllers.AddBuiltInControllers());
        await cluster.AddAsync(Definition());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        return cluster;
    }

    private static V1CustomResourceDefinition Definition() => new()
    {
        Metadata = new() { Name = "widgets.life.example.com" },
        Spec = new()
        {
            Group = "life.example.com", Scope = "Namespaced", Names = new() { Plural = "widgets", Kind = "Widget" },
            Versions =
            [
                new()
                {
                    Name = "v1", Served = true, Storage = true,
                    Schema = new() { OpenAPIV3Schema = new() { Type = "object", XKubernetesPreserveUnknownFields = true } },
                },
            ],
        },
    };

    private static async Task<DynamicObject> AddAsync(TestCluster cluster, string ns, string name, string? owners, string? finalizer = null)
    {
        var metadata = $$"""{"name":"{{name}}","namespace":"{{ns}}"{{(owners is null ? "" : $",\"ownerReferences\":{owners}")}}{{(finalizer is null ? "" : $",\"finalizers\":[\"{finalizer}\"]")}}}""";
        var tree = (TreeObject)TreeNode.Parse("""{"apiVersion":"life.example.com/v1","kind":"Widget","metadata":""" + metadata + "}");
        return await cluster.Client.For(s_widgets).CreateAsync(new DynamicObject(tree), WriteOptions.Default, Cancel);
    }

    private static async Task<IReadOnlyList<DynamicObject>> ListAsync(TestCluster cluster) =>
        (await cluster.Client.For(s_widgets).ListAsync("", ListOptions.Default, Cancel)).Items;
}
