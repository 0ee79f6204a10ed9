using Kube.Api.Models;
using Kube.Controllers.Revisions;

namespace Kube.Controllers.Tests.Revisions;

public sealed class TemplateRevisionsTests
{
    [Fact]
    public void Patch_OfATemplate_IsSortedAndReplacesTheTemplate()
    {
        var patch = TemplateRevisions.PatchOf(Workloads.Template()).ToString();

        Assert.StartsWith("{\"spec\":{\"template\":{\"$patch\":\"replace\",\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[", patch, StringComparison.Ordinal);
        Assert.True(patch.IndexOf("\"image\"", StringComparison.Ordinal) < patch.IndexOf("\"name\":\"c\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Template_OfItsPatch_IsTheSame()
    {
        var template = Workloads.Template();
        var revision = new V1ControllerRevision { Metadata = new() { Name = "r" }, Data = TemplateRevisions.PatchOf(template) };

        Assert.True(TemplateRevisions.TemplateOf(revision).SemanticEquals(template));
    }

    [Fact]
    public void Revisions_DifferInTheOrderOfMembersOnly_AreTheSame()
    {
        var one = new V1ControllerRevision { Data = RawJson.From("""{"spec":{"template":{"a":1,"b":2}}}""") };
        var other = new V1ControllerRevision { Data = RawJson.From("""{"spec":{"template":{"b":2,"a":1}}}""") };

        Assert.True(TemplateRevisions.AreSame(one, other));
        Assert.False(TemplateRevisions.AreSame(one, new() { Data = RawJson.From("""{"spec":{"template":{"a":1}}}""") }));
    }

    // The hash of upstream's HashControllerRevision: FNV-1 of the data and the count's digits, in its alphabet.
    [Fact]
    public void Hash_OfNothing_IsThatOfTheDigitAlone() => Assert.Equal(Encoded(unchecked(2166136261u * 16777619u) ^ '0'), TemplateRevisions.Hash(RawJson.From(""), 0));

    private static string Encoded(uint hash) =>
        string.Concat(hash.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(static c => "bcdfghjklmnpqrstvwxz2456789"[c % 27]));
}
