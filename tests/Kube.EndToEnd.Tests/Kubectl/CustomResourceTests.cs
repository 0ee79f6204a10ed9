namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>A CustomResourceDefinition and its objects, from their first day to their last.</summary>
public sealed class CustomResourceTests(SharedCluster cluster) : KubectlTest(cluster)
{
    private const string Definition =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: lamps.shop.example.com}
        spec:
          group: shop.example.com
          scope: Namespaced
          names: {plural: lamps, singular: lamp, kind: Lamp, shortNames: [lp], categories: [fittings]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.bulbs, statusReplicasPath: .status.bulbs}}
            selectableFields: [{jsonPath: .spec.colour}]
            additionalPrinterColumns:
            - {name: Bulbs, type: integer, jsonPath: .spec.bulbs}
            - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
            schema:
              openAPIV3Schema:
                type: object
                description: Gives light.
                properties:
                  spec:
                    type: object
                    required: [colour]
                    x-kubernetes-validations:
                    - {rule: "self.bulbs >= oldSelf.bulbs", message: "a lamp keeps its bulbs"}
                    properties:
                      bulbs: {type: integer, minimum: 1, default: 2, description: How many.}
                      colour: {type: string, enum: [red, green]}
                      watts: {type: array, items: {type: integer}}
                  status:
                    type: object
                    properties:
                      bulbs: {type: integer}
        """;

    [Fact]
    public async Task Objects_OfADefinition_LiveTheirLife()
    {
        (await KubectlAnywhere("delete customresourcedefinition lamps.shop.example.com --ignore-not-found")).Ok();
        Assert.Equal("customresourcedefinition.apiextensions.k8s.io/lamps.shop.example.com created\n", (await Kubectl(["apply", "-f", "-"], Definition)).Ok());
        (await KubectlAnywhere("wait --for=condition=Established crd/lamps.shop.example.com --timeout=60s")).Ok();

        await CreateAsync();
        await ReadAsync();
        await ChangeAsync();

        (await KubectlAnywhere("delete crd lamps.shop.example.com --timeout=60s")).Ok();
        // kubectl remembers that there was such a resource.
        Assert.StartsWith(
            "Error from server (NotFound): Unable to list \"shop.example.com/v1, Resource=lamps\": the server could not find the requested resource",
            (await Kubectl("get lamps")).Refused(), StringComparison.Ordinal);
    }

    private async Task CreateAsync()
    {
        Assert.Equal("lamp.shop.example.com/hall created\n", (await Kubectl(["apply", "-f", "-"], Lamp("hall", "colour: green, watts: [40, 60]"))).Ok());
        Assert.Equal("lamp.shop.example.com/porch created\n", (await Kubectl(["create", "-f", "-"], Lamp("porch", "colour: red, bulbs: 4"))).Ok());
        Assert.Equal(
            "The Lamp \"bad\" is invalid: \n* spec.colour: Unsupported value: \"blue\": supported values: \"red\", \"green\"\n"
            + "* spec.bulbs: Invalid value: 0: spec.bulbs in body should be greater than or equal to 1",
            Sorted((await Kubectl(["create", "-f", "-"], Lamp("bad", "colour: blue, bulbs: 0"))).Refused()));
        Assert.Equal(
            "Error from server (BadRequest): error when creating \"STDIN\": Lamp in version \"v1\" cannot be handled as a Lamp: strict decoding error: unknown field \"spec.shade\"",
            (await Kubectl(["create", "-f", "-"], Lamp("bad", "colour: red, shade: paper"))).Refused());
    }

    private async Task ReadAsync()
    {
        var table = (await Kubectl("get lp")).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["NAME BULBS", "hall 2", "porch 4"], table.Select(static row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains("COLOUR", (await Kubectl("get lamps -o wide")).Ok(), StringComparison.Ordinal);
        Assert.Equal("lamp.shop.example.com/porch\n", (await Kubectl("get fittings --field-selector spec.colour=red -o name")).Ok());
        var explained = (await Kubectl("explain lamp.spec.bulbs")).Ok();
        Assert.Contains("GROUP:      shop.example.com", explained, StringComparison.Ordinal);
        Assert.Contains("How many.", explained, StringComparison.Ordinal);
    }

    private async Task ChangeAsync()
    {
        Assert.Equal("lamp.shop.example.com/hall scaled\n", (await Kubectl("scale lamp hall --replicas=3")).Ok());
        Assert.Equal(
            "The Lamp \"hall\" is invalid: spec: Invalid value: a lamp keeps its bulbs",
            (await Kubectl(["patch", "lamp", "hall", "--type=merge", "-p", """{"spec":{"bulbs":1}}"""])).Refused());
        (await Kubectl(["patch", "lamp", "hall", "--subresource=status", "--type=merge", "-p", """{"spec":{"bulbs":9},"status":{"bulbs":3}}"""])).Ok();
        Assert.Equal("3/3 generation 2", (await Kubectl(["get", "lamp", "hall", "-o", "jsonpath={.status.bulbs}/{.spec.bulbs} generation {.metadata.generation}"])).Ok());
        (await Kubectl(["apply", "--server-side", "--field-manager=other", "-f", "-"], Lamp("second", "colour: red"))).Ok();
        Assert.Contains(
            "conflict with \"other\": .spec.colour",
            (await Kubectl(["apply", "--server-side", "-f", "-"], Lamp("second", "colour: green"))).Refused(), StringComparison.Ordinal);
        // Without a strategic merge: lists of such objects are replaced whole.
        (await Kubectl(["apply", "-f", "-"], Lamp("hall", "colour: green, bulbs: 3, watts: [25]"))).Ok();
        Assert.Equal("[25]", (await Kubectl("get lamp hall -o jsonpath={.spec.watts}")).Ok());
    }

    private static string Sorted(string refusal)
    {
        var lines = refusal.Split('\n');
        return string.Join('\n', lines[..1].Concat(lines[1..].Order(StringComparer.Ordinal).Reverse()));
    }

    private static string Lamp(string name, string spec) => $$"""
        apiVersion: shop.example.com/v1
        kind: Lamp
        metadata: {name: {{name}}}
        spec: { {{spec}} }
        """;
}
