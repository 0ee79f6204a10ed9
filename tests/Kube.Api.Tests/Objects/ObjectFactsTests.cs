using Kube.Api.Catalog;

namespace Kube.Api.Tests.Objects;

public sealed class ObjectFactsTests
{
    [Fact]
    public async Task Facts_Pod_HoldWhatSelectorsAsk()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("pods", "n", """{"metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"n1","hostNetwork":true}}""");
        var facts = (await api.ListAsync("pods", "n")).Items.Single().Object.Facts;
        Assert.Equal(("p", "n"), (facts.Name, facts.Namespace));
        Assert.Equal("b", facts.Labels["a"]);
        Assert.False(facts.IsTerminating);
        Assert.True(api.Get<IResourceCatalog>().Current.TryFind(new GroupVersionResource("", "v1", "pods"), out var pods));
        string Value(string name) => facts.Selectable(pods.SelectableFields.ToList().FindIndex(field => field.Name == name));
        Assert.Equal("n1", Value("spec.nodeName"));
        Assert.Equal("true", Value("spec.hostNetwork"));
        Assert.Equal("Pending", Value("status.phase"));
        Assert.Equal("", Value("status.podIP"));
    }
}
