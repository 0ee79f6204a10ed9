using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.OwnTypes;
using Kube.Api.Requests;
using Kube.Api.Validation;
using Kube.Api.Watch;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.OwnTypes;

/// <summary>Classes of somebody's own, beside the built-in kinds.</summary>
public sealed class OwnTypeTests
{
    private static readonly ObjectKey s_key = new("default", "one");

    [Fact]
    public async Task Create_ByTheTypedClient_FillsInDefaultsAndKeepsEveryMember()
    {
        await using var api = await ServeAsync();
        var made = await api.Client.For<Gadget>().CreateAsync(Full(), WriteOptions.Default, Cancel);
        Assert.Equal((2, GadgetMode.Slow, "ann", 1L), (made.Spec.Copies, made.Spec.Mode, made.Spec.Owner, made.Metadata.Generation));

        var read = await api.Client.For<Gadget>().GetAsync(s_key, Cancel);
        Assert.Equal("tests.example.com/v1", read.ApiVersion);
        Assert.Equal(new ResourceQuantity("128Mi"), read.Spec.Memory);
        Assert.Equal(new IntOrString("http"), read.Spec.Port);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), read.Spec.Since);
        Assert.Equal("busy", read.Spec.Template!.Spec!.Containers[0].Name);
        Assert.Equal("{\"a\":[1]}", $"{read.Spec.Anything}");
        Assert.Equal(("b", "xyz"), (read.Spec.Notes!["a"], read.Spec.Special));
    }

    [Fact]
    public async Task Update_OfTheSpecification_RaisesTheGenerationAndKeepsTheStatus()
    {
        await using var api = await ServeAsync();
        var gadgets = api.Client.For<Gadget>();
        var made = await gadgets.CreateAsync(Full(), WriteOptions.Default, Cancel);
        made.Status = new GadgetStatus { Copies = 7 };
        var told = await gadgets.UpdateAsync(s_key, "status", made, WriteOptions.Default, Cancel);
        Assert.Equal((7, 1L), (told.Status!.Copies, told.Metadata.Generation));

        told.Spec.Copies = 5;
        told.Status = null;
        var changed = await gadgets.UpdateAsync(told, WriteOptions.Default, Cancel);
        Assert.Equal((5, 7, 2L), (changed.Spec.Copies, changed.Status!.Copies, changed.Metadata.Generation));
        var same = await gadgets.UpdateAsync(changed, WriteOptions.Default, Cancel);
        Assert.Equal(changed.Metadata.ResourceVersion, same.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Scale_WrittenAsAScale_ChangesTheObject()
    {
        await using var api = await ServeAsync();
        var gadgets = api.Client.For<Gadget>();
        await gadgets.CreateAsync(Full(), WriteOptions.Default, Cancel);
        var scale = await gadgets.GetAsync<V1Scale>(s_key, "scale", Cancel);
        Assert.Equal(2, scale.Spec!.Replicas);
        scale.Spec.Replicas = 9;
        await gadgets.UpdateAsync(s_key, "scale", scale, WriteOptions.Default, Cancel);
        Assert.Equal(9, (await gadgets.GetAsync(s_key, Cancel)).Spec.Copies);
    }

    [Fact]
    public async Task Create_OfWhatBreaksRules_NamesThemAll()
    {
        await using var api = await ServeAsync();
        var refused = await Assert.ThrowsAsync<InvalidException>(async () => await api.CreateAsync(
            "gadgets", "default", """{"metadata":{"name":"x"},"spec":{"mode":"Fast","x-special":"a","parts":[{"weight":1}]}}""", group: "tests.example.com"));
        Assert.Contains("spec.owner: Required value", refused.Message, StringComparison.Ordinal);
        Assert.Contains("spec.x-special: Invalid value: \"a\": spec.x-special in body should be at least 2 chars long", refused.Message, StringComparison.Ordinal);
        Assert.Contains("spec.parts[0].name: Required value", refused.Message, StringComparison.Ordinal);

        refused = await Assert.ThrowsAsync<InvalidException>(async () => await api.CreateAsync(
            "gadgets", "default", """{"metadata":{"name":"x"},"spec":{"owner":"bob","parts":[{"name":"a","weight":0}]}}""", group: "tests.example.com"));
        Assert.Contains("spec.parts[0].weight: Invalid value: 0: failed rule: self > 0", refused.Message, StringComparison.Ordinal);
        Assert.Contains("spec.owner: Forbidden: bob owns nothing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ByTwoManagers_MergesListsByTheirKeys()
    {
        await using var api = await ServeAsync();
        var gadgets = api.Client.For<Gadget>();
        await gadgets.ApplyAsync(Part("a", 1), new WriteOptions { FieldManager = "one" }, Cancel);
        var both = await gadgets.ApplyAsync(Part("b", 2), new WriteOptions { FieldManager = "two" }, Cancel);
        Assert.Equal(["a", "b"], both.Spec.Parts!.Select(static part => part.Name));
        await Assert.ThrowsAsync<ConflictException>(async () => await gadgets.ApplyAsync(Part("a", 5), new WriteOptions { FieldManager = "two" }, Cancel));
    }

    [Fact]
    public async Task OtherVersion_OfOneObject_IsConvertedBothWays()
    {
        await using var api = await ServeAsync();
        await api.Client.For<OldGadget>().CreateAsync(
            new OldGadget { Metadata = new() { Name = "one", Namespace = "default" }, Number = 4, Owner = "eve" }, WriteOptions.Default, Cancel);
        var stored = await api.Client.For<Gadget>().GetAsync(s_key, Cancel);
        Assert.Equal((4, "eve"), (stored.Spec.Copies, stored.Spec.Owner));
        stored.Spec.Copies = 6;
        await api.Client.For<Gadget>().UpdateAsync(stored, WriteOptions.Default, Cancel);
        var old = await api.Client.For<OldGadget>().GetAsync(s_key, Cancel);
        Assert.Equal((6, "tests.example.com/v1alpha1"), (old.Number, old.ApiVersion));
    }

    [Fact]
    public async Task Watch_OfAClass_GivesTypedEvents()
    {
        await using var api = await ServeAsync();
        var gadgets = api.Client.For<Gadget>();
        await gadgets.CreateAsync(Full(), WriteOptions.Default, Cancel);
        await foreach (var change in gadgets.WatchAsync("default", new ListOptions(), Cancel))
        {
            Assert.Equal((WatchEventType.Added, "ann"), (change.Type, change.Object.Spec.Owner));
            break;
        }
    }

    [Fact]
    public async Task GeneratedCode_InsteadOfReflection_DoesTheSame()
    {
        await using var api = new ApiUnderTest(add: builder => builder.AddResource(GadgetJson.Default.GeneratedGadget));
        var gadgets = api.Client.For<GeneratedGadget>();
        var made = await gadgets.CreateAsync(new GeneratedGadget { Metadata = new() { Name = "deep" }, Depth = 4 }, WriteOptions.Default, Cancel);
        Assert.Equal((4, "GeneratedGadget"), (made.Depth, made.Kind));
        made.Depth = 40;
        await Assert.ThrowsAsync<InvalidException>(async () => await gadgets.UpdateAsync(made, WriteOptions.Default, Cancel));
    }

    [Fact]
    public async Task Registration_OfRulesThatCannotBe_FailsAtStartAndNamesThem()
    {
        await using var api = new ApiUnderTest(add: builder => builder.AddResource<Gadget>(gadgets => gadgets
            .Rule(new CelRuleAttribute("self.spec.nothing == 1")).Column(new PrinterColumnAttribute("Bad", "spec") { Type = "shape" })));
        var refused = Assert.Throws<InvalidOperationException>(() => api.Get<IResourceCatalog>());
        Assert.Contains("undefined field 'nothing'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("additionalPrinterColumns", refused.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<ApiUnderTest> ServeAsync()
    {
        var api = new ApiUnderTest(add: static builder => builder.AddResource<Gadget>(static gadgets => gadgets
            .Validate(static (gadget, errors) =>
            {
                if (gadget.Spec.Owner == "bob") errors.Forbidden(FieldPath.Root("spec").Child("owner"), "bob owns nothing");
            })
            .AlsoAs<OldGadget>(
                static old => new Gadget { Metadata = old.Metadata, Spec = new GadgetSpec { Copies = old.Number, Owner = old.Owner ?? "nobody" } },
                static now => new OldGadget { Metadata = now.Metadata, Number = now.Spec.Copies, Owner = now.Spec.Owner })));
        await api.AddNamespacesAsync("default");
        return api;
    }

    private static Gadget Full() => new()
    {
        Metadata = new() { Name = "one", Namespace = "default" },
        Spec = new()
        {
            Copies = 2, Mode = GadgetMode.Slow, Owner = "ann", Memory = new("128Mi"), Port = new("http"), Since = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            Template = new() { Spec = new() { Containers = [new() { Name = "busy", Image = "box" }] } },
            Notes = new() { ["a"] = "b" }, Anything = RawJson.From("{\"a\":[1]}"), Special = "xyz",
        },
    };

    private static Gadget Part(string name, int weight) => new()
    {
        Metadata = new() { Name = "one", Namespace = "default" },
        Spec = new() { Copies = 2, Owner = "ann", Parts = [new() { Name = name, Weight = weight }] },
    };
}
