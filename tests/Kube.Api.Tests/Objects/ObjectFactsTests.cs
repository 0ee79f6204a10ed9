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
    [Fact]
    public async Task Facts_ObjectsThatSayTheSame_HoldOneText()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("shared-texts");
        foreach (var name in (string[])["p-1", "p-2"])
            await api.CreateAsync("pods", "shared-texts", $$$"""{"metadata":{"name":"{{{name}}}","labels":{"tier":"front-end"}},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"node-17"}}""");
        var facts = (await api.ListAsync("pods", "shared-texts")).Items.Select(static item => item.Object.Facts).ToArray();
        Assert.True(api.Get<IResourceCatalog>().Current.TryFind(new GroupVersionResource("", "v1", "pods"), out var pods));
        var node = pods.SelectableFields.ToList().FindIndex(static field => field.Name == "spec.nodeName");
        Assert.Equal(["p-1", "p-2"], facts.Select(static one => one.Name));
        Assert.Same(facts[0].Namespace, facts[1].Namespace);
        Assert.Same(facts[0].Labels.Keys.Single(), facts[1].Labels.Keys.Single());
        Assert.Same(facts[0].Labels["tier"], facts[1].Labels["tier"]);
        Assert.Same(facts[0].Selectable(node), facts[1].Selectable(node));
    }

    [Fact]
    public async Task Facts_TextBeyondAscii_IsAsWritten()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("events", "n", """{"metadata":{"name":"e"},"involvedObject":{"namespace":"n"},"reason":"\u00e9\"\ud83d\ude00"}""");
        var facts = (await api.ListAsync("events", "n")).Items.Single().Object.Facts;
        Assert.True(api.Get<IResourceCatalog>().Current.TryFind(new GroupVersionResource("", "v1", "events"), out var events));
        Assert.Equal("\u00e9\"\ud83d\ude00", facts.Selectable(events.SelectableFields.ToList().FindIndex(static field => field.Name == "reason")));
    }
}
