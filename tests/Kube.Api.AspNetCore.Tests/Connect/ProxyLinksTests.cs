using Kube.Api.AspNetCore.Connect;

namespace Kube.Api.AspNetCore.Tests.Connect;

public sealed class ProxyLinksTests
{
    private const string Prefix = "/api/v1/namespaces/n/pods/p/proxy";
    private static readonly ProxyLinks s_links = new(Prefix, new Uri("http://10.0.0.5:8080/page/"), "localhost:8001");

    [Theory]
    [InlineData("/other", Prefix + "/other")]
    [InlineData("/other/?q=1#top", Prefix + "/other/?q=1#top")]
    [InlineData("http://10.0.0.5:8080/other", Prefix + "/other")]
    [InlineData("//10.0.0.5:8080/other", Prefix + "/other")]
    [InlineData("http://localhost:8001/other", "http://localhost:8001" + Prefix + "/other")]
    [InlineData(Prefix + "/other", Prefix + "/other")]
    [InlineData("other", "other")]
    [InlineData("../other", "../other")]
    [InlineData("http://elsewhere.example/x", "http://elsewhere.example/x")]
    [InlineData("mailto:a@example.org", "mailto:a@example.org")]
    [InlineData("#top", "#top")]
    [InlineData("", "")]
    public void Rewrite_Link_LeadsThroughTheProxyWhenItIsThePagesOwn(string link, string expected) => Assert.Equal(expected, s_links.Rewrite(link));

    [Theory]
    [InlineData("<a href=\"/x\">y</a>", "<a href=\"" + Prefix + "/x\">y</a>")]
    [InlineData("<A class=b HREF='/x' >", "<A class=b HREF='" + Prefix + "/x' >")]
    [InlineData("<img src=/x.png>", "<img src=" + Prefix + "/x.png>")]
    [InlineData("<form action=\"/go\" method=post><input formaction=\"/b\">", "<form action=\"" + Prefix + "/go\" method=post><input formaction=\"" + Prefix + "/b\">")]
    [InlineData("<!-- <a href=\"/x\"> -->", "<!-- <a href=\"/x\"> -->")]
    [InlineData("<script>var a = '<a href=\"/x\">';</script>", "<script>var a = '<a href=\"/x\">';</script>")]
    [InlineData("<div href=\"/x\">", "<div href=\"/x\">")]
    [InlineData("text with /x and < signs", "text with /x and < signs")]
    public void Rewrite_Page_ChangesLinksOfTagsAlone(string page, string expected) => Assert.Equal(expected, HtmlForwarder.Rewrite(page, s_links));
}
