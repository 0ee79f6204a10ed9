using System.Text;
using Kube.Api.ManagedFields;
using Kube.Api.Schema;
using Kube.Api.Tests.Patch;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.ManagedFields;

public sealed class ManagedFieldsUpdaterTests
{
    private const string Empty = """{"metadata":{"creationTimestamp":null},"spec":{"containers":null},"status":{}}""";

    private static readonly DateTime s_noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly TypeSchema s_metadata = TypeSchema.Object("test.Metadata", static () =>
    [
        new("annotations", TypeSchema.Map(TypeSchema.String)),
        new("finalizers", TypeSchema.List(TypeSchema.String, ListTopology.Set)),
        new("labels", TypeSchema.Map(TypeSchema.String)),
        new("name", TypeSchema.String),
        new("resourceVersion", TypeSchema.String),
    ]);

    private static readonly TypeSchema s_port = TypeSchema.Object("test.Port", static () =>
    [
        new("containerPort", TypeSchema.Int32),
        new("protocol", TypeSchema.String) { Default = "\"TCP\"" },
    ]);

    private static readonly TypeSchema s_spec = TypeSchema.Object("test.Spec", static () =>
    [
        new("containers", TypeSchema.ListMap(PatchSchemas.Container, "name")),
        new("nodeSelector", TypeSchema.Map(TypeSchema.String, MapTopology.Atomic)),
        new("ports", TypeSchema.ListMap(s_port, "containerPort", "protocol")),
        new("raw", TypeSchema.Any),
        new("replicas", TypeSchema.Int32),
        new("tolerations", TypeSchema.List(TypeSchema.String)),
    ]);

    private static readonly TypeSchema s_schema = TypeSchema.Object("test.Thing", static () =>
    [
        new("apiVersion", TypeSchema.String),
        new("kind", TypeSchema.String),
        new("metadata", s_metadata),
        new("spec", s_spec),
        new("status", TypeSchema.Map(TypeSchema.String)),
    ]);

    [Fact]
    public void Create_OwnsWhatAnEmptyObjectLacks()
    {
        var created = Create(
            """
            {"apiVersion":"v1","kind":"Thing","metadata":{"name":"a","labels":{"x":"1"},"resourceVersion":"5"},
             "spec":{"containers":[{"name":"c","image":"i"}],"nodeSelector":{"a":"b"},"ports":[{"containerPort":80}],"raw":{"a":{"b":1}},"tolerations":["t"]},
             "status":{"phase":"x"}}
            """);
        Assert.Equal(
            ["""m|Update|v1||{"f:metadata":{"f:labels":{".":{},"f:x":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{}}},"f:nodeSelector":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}},"f:raw":{},"f:tolerations":{}}}"""],
            Lines(created));
        Assert.Equal(s_noon, created[0].Time);
    }

    [Fact]
    public void Update_OtherManagerChangesAValue_TakesIt()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1,"tolerations":["a"]}}""", Create("""{"spec":{"containers":null,"replicas":1,"tolerations":["a"]}}"""));
        var updated = Update(created, """{"spec":{"containers":null,"replicas":2,"tolerations":["a"]}}""", "other");
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:tolerations":{}}}""", """other|Update|v1||{"f:spec":{"f:replicas":{}}}"""], Lines(updated));
        Assert.Equal([s_noon, s_noon.AddSeconds(5)], updated.Select(entry => entry.Time!.Value));
    }

    [Fact]
    public void Update_NothingChanged_GivesTheSameEntriesWithTheirTimes()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var updated = Update(created, """{"spec":{"containers":null,"replicas":1}}""", "other");
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:replicas":{}}}"""], Lines(updated));
        Assert.Equal(s_noon, updated[0].Time);
    }

    [Fact]
    public void Update_FieldRemoved_LeavesEveryManagerAndDropsEmptyOnes()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        Assert.Empty(Update(created, """{"spec":{"containers":null}}""", "other"));
    }

    [Fact]
    public void Update_SameManagerAgain_MergesAndTouchesItsEntry()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var updated = Update(created, """{"metadata":{"finalizers":["x"]},"spec":{"containers":null,"replicas":1}}""", "m");
        Assert.Equal(["""m|Update|v1||{"f:metadata":{"f:finalizers":{".":{},"v:\"x\"":{}}},"f:spec":{"f:replicas":{}}}"""], Lines(updated));
        Assert.Equal(s_noon.AddSeconds(5), updated[0].Time);
    }

    [Fact]
    public void Update_DuplicateKeysAppear_OwnTheKeyOnly()
    {
        var created = Object("""{"spec":{"containers":[{"name":"c"}]}}""", Create("""{"spec":{"containers":[{"name":"c"}]}}"""));
        var updated = Update(created, """{"spec":{"containers":[{"name":"c"},{"name":"c","image":"i"}]}}""", "m");
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{}}}}"""], Lines(updated));
    }

    [Fact]
    public void Update_Subresource_IsAnEntryOfItsOwnAndResetsTheRest()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var updated = Update(
            created, """{"metadata":{"managedFields":[]},"spec":{"containers":null,"replicas":9},"status":{"a":"b"}}""", "m", "status", FieldFilter.Excluding(FieldSet.Of("spec")));
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:replicas":{}}}""", """m|Update|v1|status|{"f:status":{".":{},"f:a":{}}}"""], Lines(updated));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void Update_ClientEmptiesManagedFields_NobodyOwnsAnything(string sent)
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        Assert.Empty(Update(created, $$$"""{"metadata":{"managedFields":{{{sent}}} },"spec":{"containers":null,"replicas":2}}""", "m"));
        var untracked = (TreeObject)TreeNode.Parse("""{"spec":{"containers":null,"replicas":1}}""");
        Assert.Empty(Update(untracked, """{"spec":{"containers":null,"replicas":2}}""", "m"));
    }

    [Fact]
    public void Update_ClientEditsManagedFields_TheyAreTaken()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var sent = """[{"manager":"x","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}]""";
        var updated = Update(created, $$$"""{"metadata":{"managedFields":{{{sent}}} },"spec":{"containers":null,"replicas":1}}""", "m");
        Assert.Equal(["""x|Apply|v1||{"f:spec":{"f:replicas":{}}}"""], Lines(updated));
    }

    [Fact]
    public void Update_ClientSendsFieldsInAnyOrder_TheyAreStoredInTheCanonicalOne()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var sent = """[{"manager":"x","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:tolerations":{},"f:replicas":{}},"f:metadata":{"f:labels":{}}}}]""";
        var updated = Update(created, $$$"""{"metadata":{"managedFields":{{{sent}}} },"spec":{"containers":null,"replicas":1}}""", "m");
        Assert.Equal(["""x|Apply|v1||{"f:metadata":{"f:labels":{}},"f:spec":{"f:replicas":{},"f:tolerations":{}}}"""], Lines(updated));
    }

    [Theory]
    [InlineData("""[{"manager":"x","operation":"Bogus","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"x","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV2","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"bad":{}}}]""")]
    public void Update_ClientSendsInvalidManagedFields_StoredOnesCount(string sent)
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var updated = Update(created, $$$"""{"metadata":{"managedFields":{{{sent}}} },"spec":{"containers":null,"replicas":1}}""", "m");
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:replicas":{}}}"""], Lines(updated));
    }

    [Fact]
    public void Update_ManyManagers_OldestAreMerged()
    {
        var labels = new StringBuilder();
        IReadOnlyList<ManagedFieldsEntry> entries = [];
        var current = (TreeObject)TreeNode.Parse(Empty);
        for (var i = 0; i < 12; i++)
        {
            labels.Append(i > 0 ? "," : "").Append($"\"l{i:00}\":\"1\"");
            var proposed = $$$"""{"metadata":{"labels":{ {{{labels}}} } },"spec":{"containers":null},"status":{}}""";
            entries = ManagedFieldsUpdater.Update(Request(current, proposed, $"m{i:00}", i == 0, s_noon.AddSeconds(i)));
            current = Object(proposed, entries);
        }
        Assert.Equal(10, entries.Count);
        Assert.Equal(
            """ancient-changes|Update|v1||{"f:metadata":{"f:labels":{".":{},"f:l00":{},"f:l01":{},"f:l02":{}}}}""", Lines(entries)[0]);
        Assert.Equal(s_noon.AddSeconds(2), entries[0].Time);
        Assert.Equal("m03", entries[1].Manager);
    }

    [Fact]
    public void Update_ItemWithoutKey_KeepsWhatIsStored()
    {
        var created = Object("""{"spec":{"containers":null,"replicas":1}}""", Create("""{"spec":{"containers":null,"replicas":1}}"""));
        var updated = Update(created, """{"spec":{"containers":[{"image":"i"}],"replicas":2}}""", "other");
        Assert.Equal(["""m|Update|v1||{"f:spec":{"f:replicas":{}}}"""], Lines(updated));
    }

    [Fact]
    public void Update_EntryOfUnknownVersion_IsDropped()
    {
        var current = """
            {"metadata":{"managedFields":[{"manager":"x","operation":"Update","apiVersion":"v0","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]},"spec":{"containers":null}}
            """;
        Assert.Empty(Update((TreeObject)TreeNode.Parse(current), """{"spec":{"containers":null}}""", "m"));
    }

    [Fact]
    public void ToTree_GivesUpstreamsOrderOfMembers()
    {
        var entries = Create("""{"spec":{"containers":null,"replicas":1}}""");
        Assert.Equal(
            """[{"manager":"m","operation":"Update","apiVersion":"v1","time":"2026-01-01T12:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}]""",
            ManagedFieldsEntry.ToTree(entries).ToString());
    }

    [Fact]
    public void Scale_TakesTheReplicaCountFromTheObject()
    {
        var replicas = new Dictionary<string, FieldSet> { ["v1"] = FieldSet.Of("spec.replicas") };
        var parent = Create("""{"spec":{"containers":null,"replicas":1,"tolerations":["a"]}}""");
        var scale = ScaleManagedFields.ToScale(parent, replicas);
        Assert.Equal(["""m|Update|autoscaling/v1||{"f:spec":{"f:replicas":{}}}"""], Lines(scale));

        var request = new ManagedFieldsUpdate
        {
            Schema = s_schema,
            Current = Object("""{"spec":{"replicas":1}}""", scale),
            Proposed = (TreeObject)TreeNode.Parse("""{"spec":{"replicas":2}}"""),
            IsCreate = false,
            Manager = "scaler",
            ApiVersion = "autoscaling/v1",
            Subresource = "scale",
            Now = s_noon.AddSeconds(9),
        };
        var merged = ScaleManagedFields.ToParent(parent, ManagedFieldsUpdater.Update(request), "v1", replicas);
        Assert.Equal(["""scaler|Update|v1|scale|{"f:spec":{"f:replicas":{}}}""", """m|Update|v1||{"f:spec":{"f:tolerations":{}}}"""], Lines(merged));
        Assert.Null(merged[0].Time);
    }

    private static IReadOnlyList<ManagedFieldsEntry> Create(string proposed) =>
        ManagedFieldsUpdater.Update(Request((TreeObject)TreeNode.Parse(Empty), proposed, "m", true, s_noon, reset: FieldFilter.Excluding(FieldSet.Of("status"))));

    private static IReadOnlyList<ManagedFieldsEntry> Update(TreeObject current, string proposed, string manager, string subresource = "", FieldFilter? reset = null) =>
        ManagedFieldsUpdater.Update(Request(current, proposed, manager, false, s_noon.AddSeconds(5), subresource, reset));

    private static ManagedFieldsUpdate Request(
        TreeObject current, string proposed, string manager, bool create, DateTime now, string subresource = "", FieldFilter? reset = null) => new()
        {
            Schema = s_schema,
            Current = current,
            Proposed = (TreeObject)TreeNode.Parse(proposed),
            IsCreate = create,
            Manager = manager,
            ApiVersion = "v1",
            Subresource = subresource,
            Now = now,
            Reset = reset,
        };

    private static TreeObject Object(string text, IReadOnlyList<ManagedFieldsEntry> entries)
    {
        var value = (TreeObject)TreeNode.Parse(text);
        return value.With("metadata"u8, (value.GetObject("metadata"u8) ?? TreeObject.Empty).With("managedFields"u8, ManagedFieldsEntry.ToTree(entries)));
    }

    private static string[] Lines(IReadOnlyList<ManagedFieldsEntry> entries) =>
        [.. entries.Select(e => $"{e.Manager}|{e.Operation}|{e.ApiVersion}|{e.Subresource}|{Encoding.UTF8.GetString(e.FieldsV1.Span)}")];
}
