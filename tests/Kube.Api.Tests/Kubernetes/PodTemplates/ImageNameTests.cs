using Kube.Api.Kubernetes.PodTemplates;

namespace Kube.Api.Tests.Kubernetes.PodTemplates;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("busybox")]
    [InlineData("busybox:latest")]
    [InlineData("reg.example:5000/team/app")]
    [InlineData("localhost/app:latest")]
    public void MeansLatest_TagLatestSaidOrImplied_IsTrue(string image) => Assert.True(ImageName.MeansLatest(image));

    [Theory]
    [InlineData("")]
    [InlineData("busybox:1")]
    [InlineData("reg.example/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("Upper/Case")]
    [InlineData("a b")]
    [InlineData("reg.example:5000/team/app:2")]
    public void MeansLatest_AnotherTagOrNoReferenceAtAll_IsFalse(string image) => Assert.False(ImageName.MeansLatest(image));
}
