using Kube.Controllers.Jobs;

namespace Kube.Controllers.Tests.Jobs;

public sealed class IndexSetTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("1,3-5,7", "1,3-5,7", 5)]
    [InlineData("0-1,2", "0-2", 3)]
    [InlineData("0-1", "0,1", 2)]
    [InlineData("8-20,x,-3", "8,9", 2)]
    public void Parse_ThenWrite_IsCanonicalAndWithinTheLimit(string text, string written, int count)
    {
        var set = IndexSet.Parse(text, 10);

        Assert.Equal((written, count), (set.ToString(), set.Count));
    }
}
