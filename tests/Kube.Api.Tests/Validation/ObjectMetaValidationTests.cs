using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Tests.Validation;

public sealed class ObjectMetaValidationTests
{
    private static readonly FieldPath Metadata = FieldPath.Root("metadata");

    [Fact]
    public void ValidateCreate_Ordinary_HasNoErrors() => Assert.Empty(Create(Named("a")));

    [Fact]
    public void ValidateCreate_NoName_IsRequired() =>
        Assert.Equal(["metadata.name: Required value: name or generateName is required"], Create(Named("")));

    [Fact]
    public void ValidateCreate_LabelValue_NamesTheMap()
    {
        var meta = Named("a");
        meta.Labels = new() { ["k"] = "b c" };
        var error = Assert.Single(Create(meta));
        Assert.StartsWith("metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ValidateCreate_OwnerWithoutFields_NamesEach()
    {
        var meta = Named("a");
        meta.OwnerReferences = [new()];
        Assert.Equal(
            ["metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty",
             "metadata.ownerReferences.kind: Invalid value: \"\": must not be empty",
             "metadata.ownerReferences.name: Invalid value: \"\": must not be empty",
             "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty"],
            Create(meta));
    }

    [Fact]
    public void ValidateCreate_TwoControllers_ShowsTheReferences()
    {
        var meta = Named("a");
        meta.OwnerReferences = [Owner("x"), Owner("y")];
        Assert.Equal(
            ["metadata.ownerReferences: Invalid value: [{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"x\",\"uid\":\"u\",\"controller\":true},"
             + "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"y\",\"uid\":\"u\",\"controller\":true}]: Only one reference can have Controller set to true. "
             + "Found \"true\" in references for Pod/x and Pod/y"],
            Create(meta));
    }

    [Fact]
    public void ValidateFinalizerNames_WithoutADomain_IsRefused()
    {
        var meta = Named("a");
        meta.Finalizers = ["plain", "kubernetes", "example.com/x"];
        var errors = new FieldErrors();
        ObjectMetaValidation.ValidateFinalizerNames(meta, errors);
        Assert.Equal(
            ["metadata.finalizers[0]: Invalid value: \"plain\": name is neither a standard finalizer name nor is it fully qualified"], errors.Select(e => e.ToString()));
    }

    [Fact]
    public void ValidateUpdate_IdentityChanged_IsImmutable()
    {
        var old = Named("a");
        old.Uid = "u";
        var meta = Named("b");
        meta.Uid = "v";
        var errors = new FieldErrors();
        ObjectMetaValidation.ValidateUpdate(meta, old, errors, Metadata);
        Assert.Equal(
            ["metadata.name: Invalid value: \"b\": field is immutable", "metadata.uid: Invalid value: \"v\": field is immutable"],
            errors.Select(e => e.ToString()));
    }

    [Fact]
    public void ValidateUpdate_FinalizerAddedToADyingObject_IsForbidden()
    {
        var old = Named("a");
        old.DeletionTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var meta = Named("a");
        meta.DeletionTimestamp = old.DeletionTimestamp;
        meta.Finalizers = ["example.com/c"];
        var errors = new FieldErrors();
        ObjectMetaValidation.ValidateUpdate(meta, old, errors, Metadata);
        Assert.Equal(
            ["metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/c\"}"],
            errors.Select(e => e.ToString()));
    }

    private static V1ObjectMeta Named(string name) => new() { Name = name, Namespace = "n" };

    private static V1OwnerReference Owner(string name) => new() { ApiVersion = "v1", Kind = "Pod", Name = name, Uid = "u", Controller = true };

    private static IEnumerable<string> Create(V1ObjectMeta meta)
    {
        var errors = new FieldErrors();
        ObjectMetaValidation.ValidateCreate(meta, namespaced: true, NameRule.DnsSubdomain, errors, Metadata);
        return errors.Select(e => e.ToString());
    }
}
