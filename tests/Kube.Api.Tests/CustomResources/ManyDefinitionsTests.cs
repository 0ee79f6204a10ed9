using System.Text;
using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Control;
using Kube.Api.Discovery;
using Xunit;

namespace Kube.Api.Tests.CustomResources;

public sealed class ManyDefinitionsTests
{
    [Fact]
    public void Definitions_ThreeHundredOfThem_CostLittleUntilTheyAreUsed()
    {
        var stored = Enumerable.Range(0, 300).Select(Stored).ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var entries = stored.Select(static json => new DefinitionEntry(1, json)).ToList();
        var definitions = entries.SelectMany(static entry => CustomDefinitions.Make(entry, new object(), null, null)).ToList();
        var discovery = new DiscoveryDocuments(new ResourceCatalogSnapshot(definitions));
        var length = discovery.AggregatedGroups.Json.Length;

        var cost = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(entries);
        GC.KeepAlive(definitions);
        Assert.True(length > 300 * 200, $"{length} bytes of discovery");
        Assert.True(cost < 20 << 20, $"{cost >> 10} KiB");
    }

    // About 60 KB each, as the definitions of large operators are.
    private static byte[] Stored(int number)
    {
        var properties = string.Join(',', Enumerable.Range(0, 400).Select(static i =>
            "\"field" + i + "\":{\"description\":\"What the field is good for, in a sentence of some length.\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":20}}}"));
        return Encoding.UTF8.GetBytes($$"""
            {"metadata":{"name":"things.group{{number}}.example.com","uid":"u{{number}}"},"spec":{"group":"group{{number}}.example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{ {{properties}} } } } } } }]},
            "status":{"acceptedNames":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},"conditions":[{"type":"Established","status":"True"}] } }
            """);
    }
}
