using System.Buffers;

namespace Kube.Api.Json;

/// <summary>Writes one item of a list or one value of a map.</summary>
internal delegate void JsonItemWriter<in T>(ref ModelJsonWriter writer, T item);

/// <summary>Lists and maps.</summary>
internal ref partial struct ModelJsonWriter
{
    public void List<T>(ReadOnlySpan<byte> name, List<T>? value) where T : class, IModel
    {
        Name(name);
        // Upstream stores what it serves as protobuf, which knows no empty list: what comes back is null.
        if (value is null || (value.Count == 0 && !_keepsEmptyLists)) NullValue();
        else Items(value);
    }

    /// <summary>A list of what was never stored: empty stays empty.</summary>
    public void KeptList<T>(ReadOnlySpan<byte> name, List<T>? value) where T : class, IModel
    {
        Name(name);
        if (value is null) NullValue();
        else Items(value);
    }

    public void OmitList<T>(ReadOnlySpan<byte> name, List<T>? value) where T : class, IModel { if (value is { Count: > 0 }) List(name, value); }

    public void List<T>(ReadOnlySpan<byte> name, List<T>? value, JsonItemWriter<T> write)
    {
        Name(name);
        // Upstream stores what it serves as protobuf, which knows no empty list: what comes back is null.
        if (value is null || (value.Count == 0 && !_keepsEmptyLists)) NullValue();
        else Items(value, write);
    }

    /// <summary>A list of what was never stored: empty stays empty.</summary>
    public void KeptList<T>(ReadOnlySpan<byte> name, List<T>? value, JsonItemWriter<T> write)
    {
        Name(name);
        if (value is null) NullValue();
        else Items(value, write);
    }

    public void OmitList<T>(ReadOnlySpan<byte> name, List<T>? value, JsonItemWriter<T> write) { if (value is { Count: > 0 }) List(name, value, write); }

    public void StringMap(ReadOnlySpan<byte> name, Dictionary<string, string>? value) => Map(name, value, static (ref writer, item) => writer.StringValue(item));

    public void OmitStringMap(ReadOnlySpan<byte> name, Dictionary<string, string>? value) { if (value is { Count: > 0 }) StringMap(name, value); }

    public void Map<T>(ReadOnlySpan<byte> name, Dictionary<string, T>? value) where T : class, IModel =>
        Map(name, value, static (ref writer, item) => item.WriteJson(ref writer));

    public void OmitMap<T>(ReadOnlySpan<byte> name, Dictionary<string, T>? value) where T : class, IModel { if (value is { Count: > 0 }) Map(name, value); }

    public void OmitMap<T>(ReadOnlySpan<byte> name, Dictionary<string, T>? value, JsonItemWriter<T> write) { if (value is { Count: > 0 }) Map(name, value, write); }

    public void Map<T>(ReadOnlySpan<byte> name, Dictionary<string, T>? value, JsonItemWriter<T> write)
    {
        Name(name);
        if (value is null) { NullValue(); return; }
        BeginObject();
        var keys = SortedKeys.Rent(value, out var count);
        for (var i = 0; i < count; i++)
        {
            Key(keys[i]);
            write(ref this, value[keys[i]]);
        }
        SortedKeys.Return(keys, count);
        EndObject();
    }

    private void Items<T>(List<T> items) where T : class, IModel
    {
        BeginList();
        foreach (var item in items) item.WriteJson(ref this);
        EndList();
    }

    private void Items<T>(List<T> items, JsonItemWriter<T> write)
    {
        BeginList();
        foreach (var item in items) write(ref this, item);
        EndList();
    }

    public void Key(string key)
    {
        StringValue(key);
        _span[_pos - 1] = (byte)':';
    }
}
