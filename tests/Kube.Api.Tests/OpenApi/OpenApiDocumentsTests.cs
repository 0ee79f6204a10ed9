using System.Text;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.OpenApi;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private static readonly ResourceCatalogSnapshot s_snapshot = new(
    [
        Resource("", "v1", "Pod", "pods",
            new SubresourceDefinition { Name = "exec", Verbs = ["create", "get"], ListedKind = "PodExecOptions" },
            new SubresourceDefinition { Name = "status", Verbs = ["get", "patch", "update"] }),
        Resource("apps", "v1", "Deployment", "deployments",
            new SubresourceDefinition { Name = "scale", Verbs = ["get", "patch", "update"], Codec = Codec("autoscaling", "v1", "Scale") }),
    ]);

    private readonly Catalog _catalog = new() { Current = s_snapshot };

    [Fact]
    public void Index_NamesEveryDocumentWithItsHash()
    {
        var documents = new OpenApiDocuments(_catalog);
        var paths = ((TreeObject)TreeNode.Parse(documents.Version3Index.Json)).GetObject("paths"u8)!;
        Assert.Equal(
            [".well-known/openid-configuration", "api", "api/v1", "apis", "apis/apps", "apis/apps/v1", "openid/v1/jwks", "version"],
            paths.Members.ToArray().Select(member => member.Name));
        foreach (var member in paths.Members.ToArray())
        {
            var expected = $"/openapi/v3/{member.Name}?hash={documents.FindVersion3(member.Name)!.Hash}";
            Assert.Equal(expected, ((TreeObject)member.Value).GetString("serverRelativeURL"u8));
        }
        Assert.Null(documents.FindVersion3("apis/nosuch/v1"));
    }

    [Fact]
    public void Documents_AreKeptUntilTheCatalogChanges()
    {
        var documents = new OpenApiDocuments(_catalog);
        var (two, three) = (documents.Version2, documents.FindVersion3("api/v1"));
        Assert.Same(two, documents.Version2);
        Assert.Same(three, documents.FindVersion3("api/v1"));
        _catalog.Current = new ResourceCatalogSnapshot([s_snapshot.Definitions[0]]);
        Assert.NotEqual(two.Hash, documents.Version2.Hash);
        Assert.Equal(three!.Hash, documents.FindVersion3("api/v1")!.Hash);
        Assert.Null(documents.FindVersion3("apis/apps/v1"));
    }

    /// <summary>A server behind that comes, goes or changes costs no document of this one's being made again.</summary>
    [Fact]
    public void Documents_AreKeptWhenOtherServersChange()
    {
        var behind = new AggregatedApis();
        var documents = new OpenApiDocuments(_catalog, behind);
        var three = documents.FindVersion3("api/v1");
        var spec = new AggregatedSpec(new Dictionary<string, string> { ["apis/x.example.com/v1"] = "/openapi/v3/apis/x.example.com/v1?hash=A" }, null, null);

        behind.Replace([new() { Group = "x.example.com", Version = "v1", ServiceNamespace = "default", ServiceName = "x", ServicePort = 443, IsAvailable = true, Spec = spec }]);

        Assert.Contains("x.example.com", Encoding.UTF8.GetString(documents.Version3Index.Json.Span), StringComparison.Ordinal);
        Assert.Same(three, documents.FindVersion3("api/v1"));
    }

    [Fact]
    public void Paths_OfAResource_CarryUpstreamsIdsActionsAndKinds()
    {
        var paths = ((TreeObject)TreeNode.Parse(new OpenApiDocuments(_catalog).Version2.Json)).GetObject("paths"u8)!;
        Assert.Equal(
            ("deletecollection", "deleteCoreV1CollectionNamespacedPod"), Operation("/api/v1/namespaces/{namespace}/pods", "delete"));
        Assert.Equal(("list", "listCoreV1PodForAllNamespaces"), Operation("/api/v1/pods", "get"));
        Assert.Equal(("patch", "patchCoreV1NamespacedPodStatus"), Operation("/api/v1/namespaces/{namespace}/pods/{name}/status", "patch"));
        Assert.Equal(("connect", "connectCoreV1PostNamespacedPodExec"), Operation("/api/v1/namespaces/{namespace}/pods/{name}/exec", "post"));
        Assert.Equal(("put", "replaceAppsV1NamespacedDeploymentScale"), Operation("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", "put"));
        Assert.Equal(("watchlist", "watchAppsV1NamespacedDeploymentList"), Operation("/apis/apps/v1/watch/namespaces/{namespace}/deployments", "get"));
        Assert.Contains("autoscaling.v1.Scale", paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale"]!.ToString());

        (string?, string?) Operation(string path, string method)
        {
            var operation = (TreeObject)((TreeObject)paths[path]!)[method]!;
            return (operation.GetString("x-kubernetes-action"u8), operation.GetString("operationId"u8));
        }
    }

    [Fact]
    public void References_InEveryDocument_HaveTheirDefinition()
    {
        var documents = new OpenApiDocuments(_catalog);
        Check((TreeObject)TreeNode.Parse(documents.Version2.Json), "#/definitions/", root => root.GetObject("definitions"u8)!);
        foreach (var path in new[] { "api/v1", "apis/apps/v1", "apis", "version" })
        {
            Check((TreeObject)TreeNode.Parse(documents.FindVersion3(path)!.Json), "#/components/schemas/",
                root => root.GetObject("components"u8)!.GetObject("schemas"u8)!);
        }

        static void Check(TreeObject root, string prefix, Func<TreeObject, TreeObject> definitions)
        {
            var known = definitions(root);
            foreach (var reference in References(root))
            {
                Assert.StartsWith(prefix, reference);
                Assert.NotNull(known[reference[prefix.Length..]]);
            }
        }
    }

    [Fact]
    public void Protobuf_HoldsEveryDefinitionAndPath()
    {
        var documents = new OpenApiDocuments(_catalog);
        var json = (TreeObject)TreeNode.Parse(documents.Version2.Json);
        var root = Fields(documents.Version2.Protobuf.ToArray());
        Assert.Equal("2.0", Encoding.UTF8.GetString(root.Single(field => field.Number == 1).Value));
        Assert.Equal(Names(json, "paths"), NamesIn(root.Single(field => field.Number == 8).Value, 2));
        Assert.Equal(Names(json, "definitions"), NamesIn(root.Single(field => field.Number == 9).Value, 1));

        var version3 = documents.FindVersion3("apis/apps/v1")!;
        var components = Fields(version3.Protobuf.ToArray()).Single(field => field.Number == 5).Value;
        var schemas = Fields(components).Single(field => field.Number == 1).Value;
        Assert.Equal(Names((TreeObject)((TreeObject)TreeNode.Parse(version3.Json))["components"]!, "schemas"), NamesIn(schemas, 1));
    }

    private static string[] Names(TreeObject root, string member) => [.. ((TreeObject)root[member]!).Members.ToArray().Select(m => m.Name)];

    private static string[] NamesIn(byte[] message, int number) =>
        [.. Fields(message).Where(field => field.Number == number).Select(field => Encoding.UTF8.GetString(Fields(field.Value)[0].Value))];

    private static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint();
            Assert.Equal(2u, tag & 7);
            var length = (int)Varint();
            fields.Add(((int)(tag >> 3), message[at..(at + length)]));
            at += length;
        }
        return fields;

        uint Varint()
        {
            var value = 0u;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[at++];
                value |= (uint)(next & 0x7F) << shift;
                if (next < 0x80) return value;
            }
        }
    }

    private static IEnumerable<string> References(TreeNode node) => node switch
    {
        TreeObject map => map.Members.ToArray().SelectMany(member =>
            member.Name == "$ref" && member.Value is TreeString text ? [text.Value] : References(member.Value)),
        TreeArray list => list.Items.ToArray().SelectMany(References),
        _ => [],
    };

    private static ObjectCodec Codec(string group, string version, string kind) => KubernetesTypes.Find(new GroupVersionKind(group, version, kind))!;

    private static ResourceDefinition Resource(string group, string version, string kind, string plural, params SubresourceDefinition[] subresources) =>
        new() { Codec = Codec(group, version, kind), Plural = plural, Namespaced = true, StoresNothing = true, Subresources = subresources };

    private sealed class Catalog : IResourceCatalog
    {
        public required ResourceCatalogSnapshot Current { get; set; }
    }
}
