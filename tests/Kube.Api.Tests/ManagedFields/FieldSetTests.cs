using Kube.Api.ManagedFields;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.ManagedFields;

public sealed class FieldSetTests
{
    [Theory]
    [InlineData("""{"f:a":{},"f:b":{".":{},"f:c":{}}}""")]
    [InlineData("""{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{}}}}""")]
    [InlineData("""{"f:finalizers":{"v:\"a\"":{},"v:\"b\"":{}},"f:list":{"i:0":{},"i:10":{}}}""")]
    [InlineData("""{"f:\u003cx\u003e":{},"f:a b\"c":{}}""")]
    [InlineData("""{"f:x":{"v:1":{},"v:2.5":{},"v:10":{},"v:\"a\"":{},"v:true":{}}}""")]
    [InlineData("{}")]
    public void Write_CanonicalText_IsUnchanged(string text) => Assert.Equal(text, Set(text).ToString());

    [Theory]
    [InlineData("""{"f:b":{},"f:a":{}}""", """{"f:a":{},"f:b":{}}""")]
    [InlineData("""{"f:a":{"f:b":{}},"f:c":{},"f:a":{"f:d":{}}}""", """{"f:a":{"f:d":{}},"f:c":{}}""")]
    [InlineData("""{"k:{\"b\":1,\"a\":2}":{}}""", """{"k:{\"a\":2,\"b\":1}":{}}""")]
    [InlineData("""{"z:unknown":{},"f:a":{}}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":null}""", """{"f:a":{}}""")]
    [InlineData("""{"i:1":{},"v:1":{},"k:{\"a\":1}":{},"f:a":{}}""", """{"f:a":{},"k:{\"a\":1}":{},"v:1":{},"i:1":{}}""")]
    public void Read_UnusualText_IsWrittenInCanonicalOrder(string text, string expected) => Assert.Equal(expected, Set(text).ToString());

    [Theory]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"k:[]":{}}""")]
    [InlineData("""{"v:{":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("[]")]
    public void Read_NotFieldsV1_Throws(string text) => Assert.Throws<FormatException>(() => Set(text));

    [Theory]
    [InlineData("""{"f:a":{},"f:b":{"f:c":{}}}""", """{"f:b":{".":{},"f:d":{}}}""",
        """{"f:a":{},"f:b":{".":{},"f:c":{},"f:d":{}}}""", "{}", """{"f:a":{},"f:b":{"f:c":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{".":{},"f:x":{}}}""", """{"f:a":{}}""",
        """{"f:a":{".":{},"f:x":{}}}""", """{"f:a":{}}""", """{"f:a":{"f:x":{}}}""", "{}")]
    [InlineData("{}", """{"f:a":{}}""", """{"f:a":{}}""", "{}", "{}", "{}")]
    [InlineData("""{"f:a":{}}""", """{"f:a":{}}""", """{"f:a":{}}""", """{"f:a":{}}""", "{}", "{}")]
    public void Operations_OnTwoSets(string left, string right, string union, string intersection, string difference, string recursive)
    {
        Assert.Equal(union, Set(left).Union(Set(right)).ToString());
        Assert.Equal(intersection, Set(left).Intersection(Set(right)).ToString());
        Assert.Equal(difference, Set(left).Difference(Set(right)).ToString());
        Assert.Equal(recursive, Set(left).RecursiveDifference(Set(right)).ToString());
        Assert.Equal(union, Stored(left).Union(Stored(right)).ToString());
        Assert.Equal(intersection, Stored(left).Intersection(Stored(right)).ToString());
        Assert.Equal(difference, Stored(left).Difference(Stored(right)).ToString());
        Assert.Equal(recursive, Stored(left).RecursiveDifference(Stored(right)).ToString());
    }

    [Fact]
    public void Stored_OnRandomSets_SaysWhatSetsThatWereReadSay()
    {
        var random = new Random(12);
        for (var i = 0; i < 3000; i++)
        {
            var (a, b) = (Random(random, 4), Random(random, 4));
            var (left, right) = (a.ToString(), b.ToString());
            Assert.Equal(left, Stored(left).ToString());
            Assert.Equal(a.IsEmpty, Stored(left).IsEmpty);
            Assert.Equal(a.Union(b).ToString(), Stored(left).Union(Stored(right)).ToString());
            Assert.Equal(a.Union(b).ToString(), Stored(left).Union(b).ToString());
            Assert.Equal(a.Difference(b).ToString(), Stored(left).Difference(b).ToString());
            Assert.Equal(a.Difference(b).Union(b).ToString(), Stored(left).Difference(Stored(right)).Union(b).ToString());
            Assert.Equal(a.Intersection(b).ToString(), Stored(left).Intersection(Stored(right)).ToString());
            Assert.Equal(a.RecursiveDifference(b).ToString(), Stored(left).RecursiveDifference(Stored(right)).ToString());
            Assert.True(Stored(left).SetEquals(a));
        }
    }

    [Theory]
    [InlineData("""{"f:b":{},"f:a":{}}""", """{"f:a":{},"f:b":{},"f:c":{}}""")]
    [InlineData("""{"f:a":{".":{}}}""", """{"f:a":{},"f:c":{}}""")]
    [InlineData("""{".":{},"f:a":{}}""", """{"f:a":{},"f:c":{}}""")]
    public void Stored_NotCanonicalAfterAll_IsReadLikeAnyOther(string text, string expected) =>
        Assert.Equal(expected, Stored(text).Union(Set("""{"f:c":{}}""")).ToString());

    [Fact]
    public void Operations_OnRandomSets_ObeyTheLawsOfSets()
    {
        var random = new Random(11);
        for (var i = 0; i < 3000; i++)
        {
            var (a, b, c) = (Random(random, 3), Random(random, 3), Random(random, 3));
            Assert.True(a.Union(b).SetEquals(b.Union(a)));
            Assert.True(a.Union(b.Union(c)).SetEquals(a.Union(b).Union(c)));
            Assert.True(a.Difference(b).Union(a.Intersection(b)).SetEquals(a));
            Assert.True(a.Difference(b).Intersection(b).IsEmpty);
            Assert.True(a.Union(b).Difference(b).SetEquals(a.Difference(b)));
            Assert.True(a.RecursiveDifference(b).Difference(a.Difference(b)).IsEmpty);
            Assert.True(Set(a.ToString()).SetEquals(a));
        }
    }

    [Fact]
    public void Of_Paths_AreMembersWithoutTheirParents() =>
        Assert.Equal("""{"f:metadata":{"f:name":{}},"f:status":{}}""", FieldSet.Of("status", "metadata.name").ToString());

    [Fact]
    public void Filter_IncludingOnly_KeepsTheWayAndWhatLiesBelow()
    {
        var set = Set("""{"f:metadata":{"f:labels":{}},"f:spec":{".":{},"f:containers":{".":{},"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:resources":{"f:limits":{}}}}}}""");
        Assert.Equal(
            """{"f:spec":{".":{},"f:containers":{".":{},"k:{\"name\":\"c\"}":{".":{},"f:resources":{"f:limits":{}}}}}}""",
            FieldFilter.IncludingOnly("spec.containers.*.resources").Apply(set).ToString());
    }

    private static FieldSet Stored(string text) => FieldSet.ReadStored(TreeNode.ParseOwn(System.Text.Encoding.UTF8.GetBytes(text)));

    private static FieldSet Set(string text) => FieldSet.Read(TreeNode.Parse(text));

    private static FieldSet Random(Random random, int depth)
    {
        var set = FieldSet.Empty;
        for (var n = random.Next(4); n > 0; n--)
        {
            var path = string.Join('.', Enumerable.Range(0, random.Next(1, depth + 1)).Select(_ => "abc"[random.Next(3)]));
            set = set.Union(FieldSet.Of(path));
        }
        return set;
    }
}
