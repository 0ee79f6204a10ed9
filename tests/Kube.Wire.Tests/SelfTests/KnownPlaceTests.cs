using Kube.Wire.Tests.Report;

namespace Kube.Wire.Tests.SelfTests;

public sealed class KnownPlaceTests
{
    [Fact]
    public void Parse_OfALineWithItsReason_ReadsAndWritesIt()
    {
        const string Line = "errors/unknown 25 /gitCommit # what the binary was built from";
        var place = KnownPlace.Parse(Line);
        Assert.Equal(("errors/unknown", 25, "/gitCommit"), (place.Scenario, place.Step, place.Pointer));
        Assert.Equal(Line, place.ToString());
    }

    [Theory]
    [InlineData("errors/unknown 25 /gitCommit")]
    [InlineData("errors/unknown 25 /gitCommit # ")]
    [InlineData("errors/unknown /gitCommit # what the binary was built from")]
    public void Parse_WithoutAReasonOrAPlace_IsRefused(string line) => Assert.Throws<FormatException>(() => KnownPlace.Parse(line));
}
