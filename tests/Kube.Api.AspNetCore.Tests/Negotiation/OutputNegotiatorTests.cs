using Kube.Api.AspNetCore.Negotiation;

namespace Kube.Api.AspNetCore.Tests.Negotiation;

public sealed class OutputNegotiatorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/json;q=0.5")]
    [InlineData("application/xml, application/json")]
    [InlineData("application/json;stream=watch")]
    [InlineData("application/json;as=Table;v=v9;g=meta.k8s.io,application/json")]
    public void Negotiate_JsonAcceptable_IsPlainJson(string? accept)
    {
        var negotiated = OutputNegotiator.Negotiate(accept, NegotiationScope.Resource);

        Assert.True(negotiated.IsProducible);
        Assert.Same(OutputForm.Json, negotiated.Form);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/*")]
    [InlineData("nonsense")]
    [InlineData("text/*")]
    public void Negotiate_TypeNotServed_IsTheRoutersRefusal(string accept) =>
        Assert.False(OutputNegotiator.Negotiate(accept, NegotiationScope.Resource).IsProducible);

    [Theory]
    [InlineData("application/json;as=Table;g=meta.k8s.io;v=v9")]
    [InlineData("application/json;as=Table;g=nosuch;v=v1")]
    [InlineData("application/json;as=Nope;g=meta.k8s.io;v=v1")]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1")]
    public void Negotiate_TransformNotServed_IsTheHandlersRefusal(string accept)
    {
        var negotiated = OutputNegotiator.Negotiate(accept, NegotiationScope.Resource);

        Assert.True(negotiated.IsProducible);
        Assert.Null(negotiated.Form);
    }

    [Fact]
    public void Negotiate_KubectlsHeader_IsTheFirstTable()
    {
        var negotiated = OutputNegotiator.Negotiate(
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", NegotiationScope.Resource);

        Assert.Equal(new OutputForm(WireEncoding.Json, OutputTransform.Table, "v1", Pretty: false), negotiated.Form);
    }

    [Fact]
    public void Negotiate_LowerQuality_ComesLater() =>
        Assert.Same(OutputForm.Yaml, OutputNegotiator.Negotiate("application/json;q=0.5,application/yaml", NegotiationScope.Resource).Form);

    [Theory]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json", true)]
    [InlineData("application/json,application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", true)]
    [InlineData("application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io;profile=nopeer", true)]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", false)]
    [InlineData("application/json;v=v2;as=APIGroupDiscoveryList", false)]
    [InlineData("application/json", false)]
    public void AggregatedAccept_Header_IsRecognized(string accept, bool wanted) => Assert.Equal(wanted, AggregatedAccept.IsWanted(accept));
}
