using Kube.Api.ManagedFields;
using Kube.Api.Schema;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.ManagedFields;

public sealed class ServerSideApplyTests
{
    private static readonly DateTime s_noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TreeObject s_empty = Tree("""{"metadata":{"creationTimestamp":null}}""");

    private static readonly TypeSchema s_item = TypeSchema.Object("test.Item", static () =>
    [
        new("name", TypeSchema.String) { Default = "\"\"" },
        new("protocol", TypeSchema.String) { Default = "\"TCP\"" },
        new("value", TypeSchema.String),
        new("replicas", TypeSchema.Int32),
    ]);

    private static readonly TypeSchema s_schema = TypeSchema.Object("test.Thing", static () =>
    [
        new("apiVersion", TypeSchema.String),
        new("kind", TypeSchema.String),
        new("metadata", TypeSchema.Object("test.Meta", static () =>
        [
            new("annotations", TypeSchema.Map(TypeSchema.String)),
            new("finalizers", TypeSchema.List(TypeSchema.String, ListTopology.Set)),
            new("labels", TypeSchema.Map(TypeSchema.String)),
            new("name", TypeSchema.String),
            new("creationTimestamp", TypeSchema.Named("test.Time", SchemaKind.String, "date-time")),
        ])),
        new("data", TypeSchema.Map(TypeSchema.String)),
        new("items", TypeSchema.ListMap(s_item, "name", "protocol")),
        new("atomic", TypeSchema.List(TypeSchema.String)),
        new("selector", TypeSchema.Map(TypeSchema.String, MapTopology.Atomic)),
        new("open", TypeSchema.Any.With(new SchemaTraits { PreservesUnknownFields = true })),
    ]);

    [Fact]
    public void Apply_OfANewObject_OwnsWhatItSays()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v"},"items":[{"name":"x","value":"1"}],"selector":{"s":"t"},"metadata":{"name":"n","labels":{}}}""");
        Assert.Equal(
            """a: {"f:data":{"f:k":{}},"f:items":{"k:{\"name\":\"x\",\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:value":{}}},"f:metadata":{"f:labels":{}},"f:selector":{}}""",
            thing.Owners);
    }

    [Fact]
    public void Apply_WithoutAFieldOfLastTime_RemovesIt()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v","l":"w"},"items":[{"name":"x"},{"name":"y"}]}""");
        thing.Apply("a", """{"data":{"l":"w"},"items":[{"name":"y"}]}""");
        Assert.Equal("""{"data":{"l":"w"},"items":[{"name":"y"}]}""", thing.Content);
    }

    [Fact]
    public void Apply_WithoutAFieldThatAnotherOwns_KeepsIt()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v","l":"w"}}""");
        thing.Apply("b", """{"data":{"k":"v"}}""");
        thing.Apply("a", """{"data":{"l":"w"}}""");
        Assert.Equal("""{"data":{"k":"v","l":"w"}}""", thing.Content);
        thing.Apply("b", "{}");
        Assert.Equal("""{"data":{"l":"w"}}""", thing.Content);
    }

    [Fact]
    public void Apply_OfAnItemThatAnotherOwnsToo_LosesOnlyItsOwnMembers()
    {
        var thing = new Thing();
        thing.Apply("a", """{"items":[{"name":"x","value":"1"}]}""");
        thing.Apply("b", """{"items":[{"name":"x","replicas":2}]}""");
        thing.Apply("a", "{}");
        Assert.Equal("""{"items":[{"name":"x","replicas":2}]}""", thing.Content);
    }

    [Fact]
    public void Apply_OfWhatAnotherOwnsWithAnotherValue_Conflicts()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v","l":"v"},"atomic":["1"]}""");
        Assert.Equal(
            "Apply failed with 2 conflicts: conflicts with \"a\":\n- .atomic\n- .data.k",
            thing.Refused("b", """{"data":{"k":"w","l":"v"},"atomic":["2"]}"""));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"a\": .data.k", thing.Refused("b", """{"data":{"k":"w"}}"""));
    }

    [Fact]
    public void Apply_WithForce_TakesTheFieldAway()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v","l":"v"}}""");
        thing.Apply("b", """{"data":{"k":"w"}}""", force: true);
        Assert.Equal("""{"data":{"k":"w","l":"v"}}""", thing.Content);
        Assert.Equal("""a: {"f:data":{"f:l":{}}} b: {"f:data":{"f:k":{}}}""", thing.Owners);
    }

    [Fact]
    public void Apply_ThatChangesNothing_GivesNoObjectAndKeepsTheTime()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v"}}""");
        var again = thing.Run("a", """{"data":{"k":"v"}}""", false, s_noon.AddHours(1));
        Assert.Null(again.Object);
        Assert.Equal(s_noon, Assert.Single(again.Entries).Time);
    }

    [Fact]
    public void Apply_OfTheSameValueBySomebodyElse_HasNoTime()
    {
        var thing = new Thing();
        thing.Apply("a", """{"data":{"k":"v"}}""");
        var shared = thing.Run("b", """{"data":{"k":"v"}}""", false, s_noon);
        Assert.Null(shared.Object);
        Assert.Null(shared.Entries.Single(entry => entry.Manager == "b").Time);
    }

    [Fact]
    public void Apply_WhereNobodyOwnsAnything_FindsAnOwnerBeforeTheFirstApply()
    {
        var thing = new Thing { Value = Tree("""{"apiVersion":"v1","kind":"Thing","metadata":{"name":"n"},"data":{"k":"v"}}""") };
        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k", thing.Refused("a", """{"data":{"k":"w"}}"""));
        thing.Apply("a", """{"data":{"l":"w"}}""");
        Assert.Equal("""a: {"f:data":{"f:l":{}}} before-first-apply: {"f:data":{".":{},"f:k":{}}}""", thing.Owners);
    }

    [Theory]
    [InlineData("abc", "cba", "cba")]
    [InlineData("abc", "xb", "axbc")]
    [InlineData("abc", "ca", "bca")]
    [InlineData("ab", "xyz", "abxyz")]
    [InlineData("abcd", "bxd", "abcxd")]
    public void Merge_OfListMaps_FollowsTheConfigurationAndKeepsOthersInPlace(string live, string applied, string merged)
    {
        static string Items(string names) => $"{{\"items\":[{string.Join(',', names.Select(name => $"{{\"name\":\"{name}\"}}"))}]}}";
        var result = TreeMerge.Over(Tree(Items(live)), Tree(Items(applied)), s_schema);
        Assert.Equal(Items(merged), result.ToString());
    }

    [Fact]
    public void Merge_OfWhatIsNotDescribed_GoesByWhatItIs()
    {
        var result = TreeMerge.Over(
            Tree("""{"open":{"map":{"a":1},"list":[1],"scalar":1}}"""), Tree("""{"open":{"map":{"b":2},"list":[2],"scalar":{"now":"a map"}}}"""), s_schema);
        Assert.Equal("""{"open":{"map":{"a":1,"b":2},"list":[2],"scalar":{"now":"a map"}}}""", result.ToString());
    }

    [Theory]
    [InlineData("""{"nosuch":1}""", ".nosuch: field not declared in schema")]
    [InlineData("""{"data":{"k":5}}""", ".data.k: expected string, got &value.valueUnstructured{Value:5}")]
    [InlineData("""{"data":["x"]}""", ".data: expected map, got &{[x]}")]
    [InlineData("""{"items":{"a":"b"}}""", ".items: expected list, got &{map[a:b]}")]
    [InlineData("""{"items":["c"]}""", ".items: element 0: associative list with keys may not have non-map elements")]
    [InlineData("""{"items":[{"name":"a","replicas":"two"}]}""", ".items[name=\"a\",protocol=\"TCP\"].replicas: expected numeric (int or float), got string")]
    [InlineData("""{"items":[{"name":"a"},{"name":"a","protocol":"TCP"}]}""", ".items: duplicate entries for key [name=\"a\",protocol=\"TCP\"]")]
    [InlineData("""{"metadata":{"finalizers":["a","a"]}}""", ".metadata.finalizers: duplicate entries for key [=\"a\"]")]
    [InlineData("""{"data":"x","selector":"y"}""", "errors:\n  .data: expected map, got &{x}\n  .selector: expected map, got &{y}")]
    public void Check_OfWhatDoesNotFit_SaysWhereAndWhy(string applied, string problem) => Assert.Equal(problem, ApplyValidation.Check(Tree(applied), s_schema));

    [Fact]
    public void Check_OfNulls_FindsNothing() =>
        Assert.Null(ApplyValidation.Check(Tree("""{"data":null,"items":[{"name":"a","value":null}],"open":{"x":null}}"""), s_schema));

    [Fact]
    public void LastApplied_AllowsKubectlWhatClientSideApplySet()
    {
        var live = Tree(
            """
            {"apiVersion":"v1","kind":"Thing","metadata":{"annotations":
            {"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"data\":{\"k\":\"v\",\"l\":\"old\"}}"}},
            "data":{"k":"v","l":"v"}}
            """);
        var id = ManagerId.Of("kubectl-client-side-apply", "Update", "v1", "");
        var left = LastApplied.Reduce([new(id, FieldSet.Of("data.k", "data.l"))], live, "v1", s_schema);
        Assert.Equal("""{"f:data":{"f:l":{}}}""", Assert.Single(left).Fields.ToString());
        Assert.Empty(LastApplied.Reduce([new(id, FieldSet.Of("data.k"))], live, "v1", s_schema));
        Assert.Single(LastApplied.Reduce([new(id, FieldSet.Of("data.k"))], live, "v2", s_schema));
    }

    [Fact]
    public void LastApplied_Note_IsSortedAndWithoutItself() => Assert.Equal(
        """{"apiVersion":"v1","kind":"Thing","metadata":{"annotations":{},"name":"a"}}""" + "\n",
        LastApplied.Note(Tree("""{"kind":"Thing","apiVersion":"v1","metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"x"}}}""")));

    private static TreeObject Tree(string json) => (TreeObject)TreeNode.Parse(json);

    /// <summary>One object on which managers apply.</summary>
    private sealed class Thing
    {
        public TreeObject? Value { get; set; }

        public string Owners => string.Join(' ', (ManagedFieldsEntry.ReadFrom(Value!) ?? [])
            .OrderBy(entry => entry.Manager, StringComparer.Ordinal)
            .Select(entry => $"{entry.Manager}: {System.Text.Encoding.UTF8.GetString(entry.FieldsV1.Span)}"));

        public string Content => Value!.Without("metadata").Without("apiVersion").Without("kind").ToString();

        public ApplyOutcome Run(string manager, string applied, bool force, DateTime now) => ServerSideApply.Run(new()
        {
            Schema = s_schema,
            Live = Value ?? s_empty,
            Empty = s_empty,
            Applied = Tree(applied).With("apiVersion", TreeString.Of("v1")).With("kind", TreeString.Of("Thing")),
            Manager = manager,
            ApiVersion = "v1",
            Force = force,
            Now = now,
        });

        public void Apply(string manager, string applied, bool force = false)
        {
            var outcome = Run(manager, applied, force, s_noon);
            Assert.Empty(outcome.Conflicts);
            var value = outcome.Object ?? Value!;
            var metadata = value.GetObject("metadata"u8) ?? TreeObject.Empty;
            Value = value.With("metadata"u8, metadata.With("managedFields"u8, ManagedFieldsEntry.ToTree(outcome.Entries)));
        }

        public string Refused(string manager, string applied) => ApplyConflicts.ToException(Run(manager, applied, false, s_noon).Conflicts).Message;
    }
}
