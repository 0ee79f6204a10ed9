using Kube.Node.Runtime;

namespace Kube.Node.Tests.Runtime;

public sealed class ImageNameTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("hello", "docker.io/library/hello:latest")]
    [InlineData("hello:v2", "docker.io/library/hello:v2")]
    [InlineData("team/hello", "docker.io/team/hello:latest")]
    [InlineData("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10")]
    [InlineData("localhost/x", "localhost/x:latest")]
    [InlineData("localhost:5000/x/y:1", "localhost:5000/x/y:1")]
    [InlineData("index.docker.io/library/hello", "docker.io/library/hello:latest")]
    [InlineData("hello@" + Digest, "docker.io/library/hello@" + Digest)]
    [InlineData("hello:v1@" + Digest, "docker.io/library/hello@" + Digest)]
    public void Parse_Reference_IsNormalised(string reference, string full) => Assert.Equal(full, ImageName.Parse(reference).Full);

    [Theory]
    [InlineData("")]
    [InlineData("Hello")]
    [InlineData("hello:")]
    [InlineData("hello@")]
    [InlineData("hello@sha256:12")]
    [InlineData("a//b")]
    [InlineData("-a")]
    [InlineData("a\n")]
    [InlineData("a:b:c")]
    public void TryParse_BadReference_IsRefused(string reference) => Assert.False(ImageName.TryParse(reference, out _));
}
