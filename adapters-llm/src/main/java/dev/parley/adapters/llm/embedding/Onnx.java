package dev.parley.adapters.llm.embedding;

/**
 * Numbers of fields in a file of ONNX.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class Onnx {
  static final int MODEL_IR_VERSION = 1;
  static final int MODEL_GRAPH = 7;
  static final int MODEL_OPSET = 8;

  static final int OPSET_DOMAIN = 1;
  static final int OPSET_VERSION = 2;

  static final int GRAPH_NODE = 1;
  static final int GRAPH_NAME = 2;
  static final int GRAPH_INITIALIZER = 5;
  static final int GRAPH_INPUT = 11;
  static final int GRAPH_OUTPUT = 12;

  static final int NODE_INPUT = 1;
  static final int NODE_OUTPUT = 2;
  static final int NODE_NAME = 3;
  static final int NODE_OPERATOR = 4;
  static final int NODE_ATTRIBUTE = 5;
  static final int NODE_DOMAIN = 7;

  static final int ATTRIBUTE_NAME = 1;
  static final int ATTRIBUTE_FLOAT = 2;
  static final int ATTRIBUTE_INT = 3;
  static final int ATTRIBUTE_TYPE = 20;
  static final int ATTRIBUTE_IS_FLOAT = 1;
  static final int ATTRIBUTE_IS_INT = 2;

  static final int TENSOR_DIMENSION = 1;
  static final int TENSOR_TYPE = 2;
  static final int TENSOR_INT32 = 5;
  static final int TENSOR_INT64 = 7;
  static final int TENSOR_NAME = 8;
  static final int TENSOR_RAW = 9;

  static final int VALUE_NAME = 1;
  static final int VALUE_TYPE = 2;
  static final int TYPE_TENSOR = 1;
  static final int TYPE_TENSOR_ELEMENT = 1;
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private Onnx() {}
}
