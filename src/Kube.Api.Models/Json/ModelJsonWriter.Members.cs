using Kube.Api.Models;

namespace Kube.Api.Json;

/// <summary>Members, one call each. Plain names always write (null where nothing is), <c>Omit…</c> leave out null and Go's zero,
/// <c>Pointer…</c> leave out null only.</summary>
internal ref partial struct ModelJsonWriter
{
    public void String(ReadOnlySpan<byte> name, string? value) { Name(name); StringValue(value ?? ""); }

    public void OmitString(ReadOnlySpan<byte> name, string? value) { if (!string.IsNullOrEmpty(value)) String(name, value); }

    public void PointerString(ReadOnlySpan<byte> name, string? value) { if (value is not null) String(name, value); }

    public void Bool(ReadOnlySpan<byte> name, bool value) { Name(name); BoolValue(value); }

    public void OmitBool(ReadOnlySpan<byte> name, bool? value) { if (value is true) Bool(name, true); }

    public void PointerBool(ReadOnlySpan<byte> name, bool? value) { if (value is { } some) Bool(name, some); }

    public void Int32(ReadOnlySpan<byte> name, int value) { Name(name); NumberValue(value); }

    public void OmitInt32(ReadOnlySpan<byte> name, int? value) { if (value is { } some and not 0) Int32(name, some); }

    public void PointerInt32(ReadOnlySpan<byte> name, int? value) { if (value is { } some) Int32(name, some); }

    public void Int64(ReadOnlySpan<byte> name, long value) { Name(name); NumberValue(value); }

    public void OmitInt64(ReadOnlySpan<byte> name, long? value) { if (value is { } some and not 0) Int64(name, some); }

    public void PointerInt64(ReadOnlySpan<byte> name, long? value) { if (value is { } some) Int64(name, some); }

    public void Double(ReadOnlySpan<byte> name, double value) { Name(name); DoubleValue(value); }

    public void OmitDouble(ReadOnlySpan<byte> name, double? value) { if (value is { } some and not 0) Double(name, some); }

    public void PointerDouble(ReadOnlySpan<byte> name, double? value) { if (value is { } some) Double(name, some); }

    public void Bytes(ReadOnlySpan<byte> name, byte[]? value)
    {
        Name(name);
        if (value is null) NullValue();
        else BytesValue(value);
    }

    public void OmitBytes(ReadOnlySpan<byte> name, byte[]? value) { if (value is { Length: > 0 }) Bytes(name, value); }

    public void Time(ReadOnlySpan<byte> name, DateTime? value)
    {
        Name(name);
        if (value is { } some) TimeValue(some);
        else NullValue();
    }

    public void PointerTime(ReadOnlySpan<byte> name, DateTime? value) { if (value is not null) Time(name, value); }

    public void MicroTime(ReadOnlySpan<byte> name, DateTime? value)
    {
        Name(name);
        if (value is { } some) MicroTimeValue(some);
        else NullValue();
    }

    public void PointerMicroTime(ReadOnlySpan<byte> name, DateTime? value) { if (value is not null) MicroTime(name, value); }

    public void Duration(ReadOnlySpan<byte> name, TimeSpan value) { Name(name); DurationValue(value); }

    public void PointerDuration(ReadOnlySpan<byte> name, TimeSpan? value) { if (value is { } some) Duration(name, some); }

    public void Quantity(ReadOnlySpan<byte> name, ResourceQuantity? value) { Name(name); QuantityValue(value ?? ResourceQuantity.Zero); }

    public void PointerQuantity(ReadOnlySpan<byte> name, ResourceQuantity? value) { if (value is not null) Quantity(name, value); }

    public void IntOrString(ReadOnlySpan<byte> name, IntOrString value) { Name(name); IntOrStringValue(value); }

    public void PointerIntOrString(ReadOnlySpan<byte> name, IntOrString? value) { if (value is { } some) IntOrString(name, some); }

    public void Raw(ReadOnlySpan<byte> name, RawJson? value)
    {
        Name(name);
        if (value is null) NullValue();
        else RawValue(value);
    }

    public void PointerRaw(ReadOnlySpan<byte> name, RawJson? value) { if (value is not null) Raw(name, value); }

    public void Strings(ReadOnlySpan<byte> name, List<string>? value)
    {
        Name(name);
        StringsValue(value);
    }

    public void OmitStrings(ReadOnlySpan<byte> name, List<string>? value) { if (value is { Count: > 0 }) Strings(name, value); }

    public void StringsValue(List<string>? value)
    {
        if (value is null) { NullValue(); return; }
        BeginList();
        foreach (var item in value) StringValue(item);
        EndList();
    }
}
