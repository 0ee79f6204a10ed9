using Kube.Api.Models;
using Kube.Api.OpenApi;
using Kube.Api.Schema;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.OpenApi;

public sealed class DocumentWriterTests
{
    private static readonly GroupVersionKind s_kind = new("example.com", "v1", "Thing");

    private static readonly TypeSchema s_part = TypeSchema.Object("com.example.v1.Part", static () => [new("name", TypeSchema.String) { Required = true, Default = "\"\"" }]);

    private static readonly TypeSchema s_thing = TypeSchema.Object("com.example.v1.Thing", static () =>
    [
        new("any", TypeSchema.Named("com.example.v1.JSON", SchemaKind.Any)),
        new("atomicMap", TypeSchema.Map(TypeSchema.String, MapTopology.Atomic)),
        new("parts", TypeSchema.ListMap(s_part, "name")) { PatchStrategy = PatchStrategy.Merge | PatchStrategy.RetainKeys, PatchMergeKey = "name" },
        new("port", TypeSchema.Named("io.k8s.apimachinery.pkg.util.intstr.IntOrString", SchemaKind.IntegerOrString)),
        new("quantity", TypeSchema.Named("io.k8s.apimachinery.pkg.api.resource.Quantity", SchemaKind.Quantity)),
        new("set", TypeSchema.List(TypeSchema.Int64, ListTopology.Set)) { Required = true },
        new("single", s_part) { Default = "{}", MapTopologyHere = MapTopology.Granular },
        new("self", TypeSchema.List(s_thing!)),
    ], [s_kind], MapTopology.Atomic, """[{"discriminator":"type"}]""");

    private static readonly OpenApiPath s_path = new(
        "/apis/example.com/v1/things/{name}",
        [OpenApiParameter.InPathNamed("name", "Name of the Thing.")],
        [
            new OpenApiOperation("get", "readThing", "exampleCom_v1") { Action = "get", Kind = s_kind, Answer = s_thing },
            new OpenApiOperation("patch", "patchThing", "exampleCom_v1")
            {
                Action = "patch", Kind = s_kind, Answer = s_thing, Body = WellKnownSchemas.Patch, BodyRequired = true, Consumes = MediaTypes.Patches,
                Parameters = OpenApiParameter.Patching, SuccessCodes = ["200", "201"],
            },
        ]);

    [Theory]
    [InlineData("any", """{"$ref":"#/definitions/com.example.v1.JSON"}""", """{"allOf":[{"$ref":"#/components/schemas/com.example.v1.JSON"}]}""")]
    [InlineData("atomicMap", """{"type":"object","additionalProperties":{"type":"string"},"x-kubernetes-map-type":"atomic"}""", null)]
    [InlineData("parts", """{"type":"array","items":{"$ref":"#/definitions/com.example.v1.Part"},"x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map","x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge,retainKeys"}""", null)]
    [InlineData("set", """{"type":"array","items":{"type":"integer","format":"int64"},"x-kubernetes-list-type":"set"}""", null)]
    [InlineData("single", """{"$ref":"#/definitions/com.example.v1.Part","x-kubernetes-map-type":"granular"}""",
        """{"allOf":[{"$ref":"#/components/schemas/com.example.v1.Part"}],"default":{},"x-kubernetes-map-type":"granular"}""")]
    public void Write_Field_SaysWhatClientsLookFor(string field, string version2, string? version3)
    {
        version3 ??= version2.Replace("#/definitions/", "#/components/schemas/");
        Assert.Equal(version2, Without(Property(Version2(), "definitions", field)));
        Assert.Equal(version3, Without(Property(Version3(), "components.schemas", field)));
    }

    [Fact]
    public void Write_Definition_CarriesKindsAndRequired()
    {
        var thing = (TreeObject)At(Version2(), "definitions")["com.example.v1.Thing"]!;
        Assert.Equal("""[{"group":"example.com","kind":"Thing","version":"v1"}]""", thing["x-kubernetes-group-version-kind"]!.ToString());
        Assert.Equal("""["set"]""", thing["required"]!.ToString());
        Assert.Equal("\"atomic\"", thing["x-kubernetes-map-type"]!.ToString());
        Assert.Equal("""[{"discriminator":"type"}]""", thing["x-kubernetes-unions"]!.ToString());
        Assert.Equal("\"Thing of example.com/v1.\"", thing["description"]!.ToString());
    }

    [Fact]
    public void Write_SpecialScalars_DifferByVersion()
    {
        var (two, three) = (At(Version2(), "definitions"), At(Version3(), "components.schemas"));
        const string port = "io.k8s.apimachinery.pkg.util.intstr.IntOrString", quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
        Assert.Equal("""{"format":"int-or-string","type":"string"}""", Without(two[port]!));
        Assert.Equal("""{"format":"int-or-string","oneOf":[{"type":"integer"},{"type":"string"}]}""", Without(three[port]!));
        Assert.Equal("""{"type":"string"}""", Without(two[quantity]!));
        Assert.Equal("""{"oneOf":[{"type":"string"},{"type":"number"}]}""", Without(three[quantity]!));
        Assert.Equal("{}", Without(three["com.example.v1.JSON"]!));
    }

    [Fact]
    public void Write_Patch_NamesTheParametersThatKubectlLooksFor()
    {
        foreach (var (document, _) in new[] { (Version2(), 2), (Version3(), 3) })
        {
            var path = (TreeObject)At(document, "paths")["/apis/example.com/v1/things/{name}"]!;
            var patch = path.GetObject("patch"u8)!;
            var names = patch.GetArray("parameters"u8)!.Items.ToArray().Select(parameter => ((TreeObject)parameter).GetString("name"u8)).ToHashSet();
            Assert.Superset(new HashSet<string?> { "dryRun", "fieldManager", "fieldValidation", "force" }, names);
            Assert.Equal("""{"group":"example.com","kind":"Thing","version":"v1"}""", patch["x-kubernetes-group-version-kind"]!.ToString());
            Assert.Equal(["name", "pretty"], path.GetArray("parameters"u8)!.Items.ToArray().Select(parameter => ((TreeObject)parameter).GetString("name"u8)));
        }
    }

    [Theory]
    [InlineData("", "Core", "core")]
    [InlineData("apps", "Apps", "apps")]
    [InlineData("rbac.authorization.k8s.io", "RbacAuthorization", "rbacAuthorization")]
    [InlineData("flowcontrol.apiserver.k8s.io", "FlowcontrolApiserver", "flowcontrolApiserver")]
    public void Names_OfGroups_AreUpstreams(string group, string name, string tag)
    {
        Assert.Equal(name, OperationNames.Group(group));
        Assert.Equal(tag, OperationNames.Tag(group));
    }

    [Theory]
    [InlineData("parts", "Optional list of Part, one for each name; strategic merge patches merge it by name.")]
    [InlineData("set", "Required list of whole number, each once.")]
    [InlineData("single", "Optional Part.")]
    public void FactLine_SaysWhatTheSchemaKnows(string field, string fact) => Assert.Equal(fact, FactLines.Of(s_thing.FindField(field)!));

    private static TreeObject Version2() => (TreeObject)TreeNode.Parse(DocumentWriter.WriteVersion2([s_path]));

    private static TreeObject Version3() => (TreeObject)TreeNode.Parse(DocumentWriter.WriteVersion3([s_path]));

    private static TreeObject At(TreeObject root, string path) => path.Split('.').Aggregate(root, (node, name) => (TreeObject)node[name]!);

    private static TreeNode Property(TreeObject root, string definitions, string field) =>
        At((TreeObject)At(root, definitions)["com.example.v1.Thing"]!, "properties")[field]!;

    private static string Without(TreeNode node) => ((TreeObject)node).Without("description").ToString();
}
