using Kube.Api.Validation;

namespace Kube.Api.Tests.Validation;

public sealed class FormatRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("my-name.example.com")]
    [InlineData("1a")]
    public void DnsSubdomain_Valid_HasNoErrors(string name) => Assert.Empty(FormatRules.DnsSubdomain(name));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("Bad")]
    [InlineData("a/b")]
    public void DnsSubdomain_Invalid_SaysUpstreamsSentence(string name) =>
        Assert.Equal(
            ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric "
            + @"character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"],
            FormatRules.DnsSubdomain(name));

    [Fact]
    public void DnsSubdomain_TooLong_SaysSo() =>
        Assert.Equal(["must be no more than 253 characters"], FormatRules.DnsSubdomain(new string('a', 254)));

    [Fact]
    public void DnsLabel_Dots_NamesThem() => Assert.Equal(["must not contain dots"], FormatRules.DnsLabel("a.b"));

    [Fact]
    public void QualifiedName_Empty_BreaksTwoRules() =>
        Assert.Equal(
            ["name part must be non-empty",
             "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  "
             + "or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"],
            FormatRules.QualifiedName(""));

    [Theory]
    [InlineData("a")]
    [InlineData("example.com/My_Name")]
    public void QualifiedName_Valid_HasNoErrors(string name) => Assert.Empty(FormatRules.QualifiedName(name));

    [Theory]
    [InlineData("..", "must not be '..'")]
    [InlineData(".", "must not be '.'")]
    [InlineData("..x", "must not start with '..'")]
    public void ConfigMapKey_DirectoryStep_IsNamed(string key, string expected) => Assert.Equal([expected], FormatRules.ConfigMapKey(key));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("::")]
    [InlineData("2001:db8::1")]
    public void Ip_Valid_HasNoErrors(string value) => Assert.Empty(FormatRules.Ip(value));

    [Theory]
    [InlineData("", FormatRules.IpText)]
    [InlineData("1.2.3", FormatRules.IpText)]
    [InlineData("1.2.3.256", FormatRules.IpText)]
    [InlineData("1.2.3.4 ", FormatRules.IpText)]
    [InlineData("fe80::1%eth0", FormatRules.IpText)]
    [InlineData("[::1]", FormatRules.IpText)]
    [InlineData("192.000.2.1", "must not have leading 0s")]
    [InlineData("::ffff:1.2.3.4", "must not be an IPv4-mapped IPv6 address")]
    public void Ip_Invalid_SaysWhy(string value, string expected) => Assert.Equal([expected], FormatRules.Ip(value));

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("fd00::/108")]
    [InlineData("0.0.0.0/0")]
    public void Cidr_Valid_HasNoErrors(string value) => Assert.Empty(FormatRules.Cidr(value));

    [Theory]
    [InlineData("x", FormatRules.CidrText)]
    [InlineData("10.0.0.0/33", FormatRules.CidrText)]
    [InlineData("10.0.0.0", FormatRules.CidrText)]
    [InlineData("10.0.0.0/", FormatRules.CidrText)]
    [InlineData("010.0.0.0/8", "must not have leading 0s in IP or prefix length")]
    [InlineData("10.0.0.0/08", "must not have leading 0s in IP or prefix length")]
    [InlineData("10.0.0.1/8", "must not have bits set beyond the prefix length")]
    public void Cidr_Invalid_SaysWhy(string value, string expected) => Assert.Equal([expected], FormatRules.Cidr(value));

    [Theory]
    [InlineData("http")]
    [InlineData("a-b")]
    public void PortName_Valid_HasNoErrors(string name) => Assert.Empty(FormatRules.PortName(name));

    [Theory]
    [InlineData("1", "must contain at least one letter (a-z)")]
    [InlineData("a--b", "must not contain consecutive hyphens")]
    [InlineData("-a", "must not begin or end with a hyphen")]
    [InlineData("Http", "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")]
    [InlineData("aaaaaaaaaaaaaaaa", "must be no more than 15 characters")]
    public void PortName_Invalid_SaysWhy(string name, string expected) => Assert.Equal([expected], FormatRules.PortName(name));
}
