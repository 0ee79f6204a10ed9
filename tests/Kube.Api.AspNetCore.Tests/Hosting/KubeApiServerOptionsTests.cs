using System.Net;
using Kube.Api.AspNetCore.Hosting;

namespace Kube.Api.AspNetCore.Tests.Hosting;

public sealed class KubeApiServerOptionsTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(6443, false)]
    public void FurtherAddresses_WithoutASetPort_AreRefused(int port, bool refused)
    {
        var options = new KubeApiServerOptions { SecurePort = port, CertificateDirectory = "pki" };
        options.FurtherBindAddresses.Add(IPAddress.Parse("10.0.0.1"));
        var result = new KubeApiServerOptionsValidator().Validate(null, options);
        Assert.Equal(refused, result.Failed);
        if (refused) Assert.Contains("Further addresses to listen on need a set port", result.FailureMessage, StringComparison.Ordinal);
    }
}
