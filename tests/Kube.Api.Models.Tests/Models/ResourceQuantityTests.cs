using Xunit;

namespace Kube.Api.Models.Tests.Models;

public sealed class ResourceQuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("00", "0")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("0.5Mi", "512Ki")]
    [InlineData("0.1", "100m")]
    [InlineData("1.08", "1080m")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1000M", "1G")]
    [InlineData("512", "512")]
    [InlineData("1000", "1k")]
    [InlineData("1e3", "1e3")]
    [InlineData("1e9", "1e9")]
    [InlineData(".001e12", "1e9")]
    [InlineData("0.001e0", "1e-3")]
    [InlineData("1E", "1E")]
    [InlineData("1000E", "1e21")]
    [InlineData(".001Ki", "1024m")]
    [InlineData(".000000000001Ki", "2n")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("1025", "1025")]
    [InlineData("-1.5Gi", "-1536Mi")]
    [InlineData("+5", "5")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("16Ei", "9223372036854775807")]
    public void ToString_IsUpstreamsCanonicalForm(string text, string canonical) => Assert.Equal(canonical, new ResourceQuantity(text).ToString());

    [Theory]
    [InlineData("", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1.1.M", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1+1.0M", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("aoeu", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData(" 1", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("0.1mi", "unable to parse quantity's suffix")]
    [InlineData("1i", "unable to parse quantity's suffix")]
    [InlineData("-3.01e-", "unable to parse quantity's suffix")]
    [InlineData("1e999999999", "unable to parse numeric part of quantity")]
    public void Constructor_NoQuantity_UpstreamsWords(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => new ResourceQuantity(text)).Message);

    [Fact]
    public void Equality_IsByValue()
    {
        Assert.Equal(new ResourceQuantity("1"), new ResourceQuantity("1000m"));
        Assert.True(new ResourceQuantity("1Ki") == new ResourceQuantity("1.024k"));
        Assert.Equal(new ResourceQuantity("1Ki").GetHashCode(), new ResourceQuantity("1024").GetHashCode());
        Assert.True(new ResourceQuantity("999m") < new ResourceQuantity("1"));
        Assert.True(new ResourceQuantity("2Gi") > new ResourceQuantity("2G"));
    }

    [Fact]
    public void Arithmetic_KeepsTheLeftNotation()
    {
        Assert.Equal("1536Mi", (new ResourceQuantity("1Gi") + "512Mi").ToString());
        Assert.Equal("750m", (new ResourceQuantity("1") - "250m").ToString());
        Assert.Equal("1Gi", (ResourceQuantity.Zero + "1Gi").ToString());
        Assert.Equal("-2", (-new ResourceQuantity("2")).ToString());
    }

    [Fact]
    public void Accessors_RoundUp()
    {
        Assert.Equal(2, new ResourceQuantity("1001m").Value);
        Assert.Equal(1, new ResourceQuantity("1n").MilliValue);
        Assert.Equal(1.5m, new ResourceQuantity("1500m").ToDecimal());
        Assert.Equal(long.MaxValue, new ResourceQuantity("1000E").Value);
        Assert.Equal("1Mi", ResourceQuantity.FromBytes(1 << 20).ToString());
        Assert.Equal("250m", ResourceQuantity.FromMilli(250).ToString());
    }
}
