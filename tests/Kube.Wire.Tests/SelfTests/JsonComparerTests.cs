using System.Text.Json;
using Kube.Wire.Tests.Comparison;

namespace Kube.Wire.Tests.SelfTests;

public sealed class JsonComparerTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":"{{uid:1}}","b":"{{uid:1}}"}""", """{"a":"00000000-0000-4000-8000-000000000001","b":"00000000-0000-4000-8000-000000000001"}""")]
    [InlineData("""{"port":"{{port:1}}"}""", """{"port":31234}""")]
    [InlineData("""{"name":"web-{{name:1}}"}""", """{"name":"web-x7f2p"}""")]
    [InlineData("""{"cells":["{{age}}","{{skip}}"]}""", """{"cells":["3m2s",{"any":"thing"}]}""")]
    [InlineData("""{"metadata":{"managedFields":[{"m":"a"},{"m":"b"}]}}""", """{"metadata":{"managedFields":[{"m":"b"},{"m":"a"}]}}""")]
    [InlineData("""{"message":"x is invalid: [a: 1, b: 2]","details":{"causes":[{"f":"a"},{"f":"b"}]}}""",
        """{"message":"x is invalid: [b: 2, a: 1]","details":{"causes":[{"f":"b"},{"f":"a"}]}}""")]
    [InlineData("""{"kind":"PodList","metadata":{"resourceVersion":"{{rv:2}}"},"items":[{"metadata":{"resourceVersion":"{{rv:3}}"}}]}""",
        """{"kind":"PodList","metadata":{"resourceVersion":"90"},"items":[{"metadata":{"resourceVersion":"7"}}]}""")]
    public void Compare_Agreeing_NoDifference(string expected, string actual) => Assert.Empty(Compare(expected, actual));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "/a")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "/a")]
    [InlineData("""{"a":1}""", """{}""", "/a")]
    [InlineData("""{}""", """{"a":1}""", "/a")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "/a/0")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "/a/1")]
    [InlineData("""{"a":null}""", """{}""", "/a")]
    [InlineData("""{"x/y":{"a~b":1}}""", """{"x/y":{"a~b":2}}""", "/x~1y/a~0b")]
    [InlineData("""{"a":"{{uid:1}}","b":"{{uid:1}}"}""", """{"a":"00000000-0000-4000-8000-000000000001","b":"00000000-0000-4000-8000-000000000002"}""", "/b")]
    [InlineData("""{"a":"{{uid:1}}","b":"{{uid:2}}"}""", """{"a":"00000000-0000-4000-8000-000000000001","b":"00000000-0000-4000-8000-000000000001"}""", "/b")]
    [InlineData("""{"a":"{{time:1}}"}""", """{"a":"yesterday"}""", "/a")]
    [InlineData("""{"message":"x is invalid: [a: 1, b: 2]","details":{"causes":[{"f":"a"},{"f":"b"}]}}""",
        """{"message":"x is invalid: [b: 2, a: 3]","details":{"causes":[{"f":"b"},{"f":"a"}]}}""", "/message")]
    [InlineData("""{"metadata":{"managedFields":[{"m":"a"},{"m":"b"}]}}""", """{"metadata":{"managedFields":[{"m":"b"}]}}""", "/metadata/managedFields/(set)")]
    public void Compare_Differing_PointsAtIt(string expected, string actual, string pointer) =>
        Assert.Equal(pointer, Compare(expected, actual)[0].Pointer);

    [Fact]
    public void Compare_LaterRevisionNotLater_Differs()
    {
        var placeholders = new Placeholders();
        Assert.Empty(Compare(placeholders, """{"metadata":{"resourceVersion":"{{rv:1}}"}}""", """{"metadata":{"resourceVersion":"10"}}"""));
        Assert.Single(Compare(placeholders, """{"metadata":{"resourceVersion":"{{rv:2}}"}}""", """{"metadata":{"resourceVersion":"9"}}"""));
        Assert.Empty(Compare(placeholders, """{"metadata":{"resourceVersion":"{{rv:2}}"}}""", """{"metadata":{"resourceVersion":"12"}}"""));
        Assert.Single(Compare(placeholders, """{"metadata":{"resourceVersion":"{{rv:1}}"}}""", """{"metadata":{"resourceVersion":"12"}}"""));
    }

    [Theory]
    [InlineData("""{"columnDefinitions":[{"name":"S","description":"a"}]}""", """{"columnDefinitions":[{"name":"S","description":"b"}]}""", true)]
    [InlineData("""{"columnDefinitions":[{"name":"Age","description":"a"}]}""", """{"columnDefinitions":[{"name":"Age","description":"b"}]}""", false)]
    [InlineData("""{"rows":[{"cells":["1s"]}]}""", """{"rows":[{"cells":["2s"]}]}""", true)]
    public void Compare_ColumnsOfADefinition_CountAsTheirAuthorWroteThem(string expected, string actual, bool differs)
    {
        using var one = JsonDocument.Parse(expected);
        using var two = JsonDocument.Parse(actual);
        var comparer = new JsonComparer(new Placeholders(), RevisionRole.Object, onlyMembersShown: false, ownColumns: true);
        Assert.Equal(differs, comparer.Compare(one.RootElement, two.RootElement).Count > 0);
    }

    [Fact]
    public void Compare_OnlyMembersShown_LeavesTheRestAlone()
    {
        using var expected = JsonDocument.Parse("""{"a":{"b":1},"l":[{"x":2}]}""");
        using var actual = JsonDocument.Parse("""{"a":{"b":1,"c":2},"d":3,"l":[{"x":1},{"x":2,"y":3}]}""");
        var comparer = new JsonComparer(new Placeholders(), RevisionRole.Object, onlyMembersShown: true);
        Assert.Empty(comparer.Compare(expected.RootElement, actual.RootElement));
    }

    private static IReadOnlyList<Difference> Compare(string expected, string actual) => Compare(new Placeholders(), expected, actual);

    private static IReadOnlyList<Difference> Compare(Placeholders placeholders, string expected, string actual)
    {
        using var one = JsonDocument.Parse(expected);
        using var two = JsonDocument.Parse(actual);
        return [.. new JsonComparer(placeholders, RevisionRole.Object, onlyMembersShown: false).Compare(one.RootElement, two.RootElement)];
    }
}
