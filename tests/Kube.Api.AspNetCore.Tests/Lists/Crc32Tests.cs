using System.Text;
using Kube.Api.AspNetCore.Lists;

namespace Kube.Api.AspNetCore.Tests.Lists;

public sealed class Crc32Tests
{
    [Fact]
    public void Of_CheckText_IsTheStandardsValue() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Theory]
    [InlineData("", "abc")]
    [InlineData("abc", "")]
    [InlineData("the quick brown fox", " jumps over the lazy dog, twice and once more")]
    public void Combine_TwoTexts_IsThatOfBothInARow(string first, string second)
    {
        var a = Encoding.UTF8.GetBytes(first);
        var b = Encoding.UTF8.GetBytes(second);

        Assert.Equal(Crc32.Of([.. a, .. b]), Crc32.Combine(Crc32.Of(a), Crc32.Of(b), Crc32.Shift(b.Length)));
    }
}
